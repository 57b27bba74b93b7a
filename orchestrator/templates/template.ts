import type { Diagnostic } from '../base/diagnostic.ts';
import type { SourceText } from '../base/source-text.ts';

/** A template that was read: its syntax tree and every name that it uses, in both branches of each condition. */
export interface ParsedTemplate {
  readonly file: string;
  readonly source: SourceText;
  /** Of a macro: the names that its calls give values to. */
  readonly parameters: readonly string[];
  readonly parts: readonly TemplatePart[];
  readonly uses: readonly TemplateUse[];
  /** If there are any, `parts` is not to be rendered. */
  readonly diagnostics: readonly Diagnostic[];
}

/** One use of a name, and where that stands in the file's text. */
export type TemplateUse = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'ref'; readonly name: string }
  | { readonly kind: 'source'; readonly source: string; readonly table: string }
  | { readonly kind: 'union_of'; readonly contract: string }
  | { readonly kind: 'loaded_rows'; readonly source: string }
  | { readonly kind: 'var'; readonly name: string }
  | { readonly kind: 'env'; readonly name: string }
  | { readonly kind: 'macro'; readonly name: string }
  /** `{{in_scope …}}`, which names nothing: but what asks it has the rows of some months only. */
  | { readonly kind: 'in_scope' }
);

/** A piece of a template, by its offsets in the file's text. */
export type TemplatePart =
  /** SQL as it stands. */
  | { readonly kind: 'text'; readonly start: number; readonly end: number }
  /** `{{…}}`. */
  | { readonly kind: 'output'; readonly expression: Expression; readonly start: number }
  /** `{{#if …}} … {{else}} … {{/if}}`. */
  | {
      readonly kind: 'choice';
      readonly condition: Condition;
      readonly whenTrue: readonly TemplatePart[];
      readonly whenFalse: readonly TemplatePart[];
    };

/** What gives a text. */
export type Expression =
  | {
      readonly kind: 'text';
      readonly text: string;
      /** Where it stands in the file, behind its quote; absent of what does not stand there as it is. */
      readonly start?: number;
    }
  | { readonly kind: 'parameter'; readonly name: string }
  /** Arguments in the order of the macro's parameters. */
  | { readonly kind: 'macro'; readonly name: string; readonly arguments: readonly Expression[] }
  /** A word of the language or a dialect's helper. */
  | {
      readonly kind: 'word';
      readonly word: string;
      readonly arguments: readonly Expression[];
      readonly start: number;
    };

/** What is true or false. */
export type Condition =
  | { readonly kind: 'incremental' }
  | { readonly kind: 'equal'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'all'; readonly of: readonly Condition[] }
  | { readonly kind: 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  /** The text is neither empty nor `false`. */
  | { readonly kind: 'holds'; readonly value: Expression };
