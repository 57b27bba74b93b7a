import type { Diagnostic, Place } from '../base/diagnostic.ts';

/** A template that was read: its syntax tree and every name that it uses, in both branches of each condition. */
export interface ParsedTemplate {
  readonly file: string;
  readonly uses: readonly TemplateUse[];
  readonly diagnostics: readonly Diagnostic[];
}

/** One use of a name, with its place in the file. */
export type TemplateUse = { readonly place: Place } & (
  | { readonly kind: 'ref'; readonly name: string }
  | { readonly kind: 'source'; readonly source: string; readonly table: string }
  | { readonly kind: 'union_of'; readonly contract: string }
  | { readonly kind: 'var'; readonly name: string }
  | { readonly kind: 'env'; readonly name: string }
  | { readonly kind: 'macro'; readonly name: string }
);
