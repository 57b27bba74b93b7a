import type { Diagnostic } from '../base/diagnostic.ts';
import type { DiagnosticCode } from '../base/diagnostic-codes.ts';
import { placeAt, type SourceText, sourceText } from '../base/source-text.ts';
import type { TemplateUse } from './template.ts';

/** What a walk through a template's tree knows and gathers. */
export interface Walk {
  readonly knownMacros: ReadonlyMap<string, readonly string[]>;
  readonly helperParameters: Readonly<Record<string, readonly string[]>>;
  readonly parameters: readonly string[];
  /** Whether the relation is known to exist where the walk is now. */
  isIncremental: boolean;
  readonly uses: TemplateUse[];
  readonly diagnostics: Diagnostic[];
  startOf(node: hbs.AST.Node): number;
  rangeOf(node: hbs.AST.Node): { readonly start: number; readonly end: number };
  report(node: hbs.AST.Node, code: DiagnosticCode, message: string, hint?: string): void;
}

type Known = Pick<Walk, 'knownMacros' | 'helperParameters' | 'parameters'>;

/** A walk through the tree of what stands in the file from `start` to `end`. */
export function beginWalk(source: SourceText, start: number, end: number, known: Known): Walk {
  const lineStarts = lineStartsOf(source.text.slice(start, end)).map((at) => start + at);
  const offset = ({ line, column }: hbs.AST.Position): number => (lineStarts[line - 1] ?? start) + column;
  const diagnostics: Diagnostic[] = [];
  return {
    knownMacros: known.knownMacros,
    helperParameters: known.helperParameters,
    parameters: known.parameters,
    isIncremental: false,
    uses: [],
    diagnostics,
    startOf: ({ loc }) => offset(loc.start),
    rangeOf: ({ loc }) => ({ start: offset(loc.start), end: offset(loc.end) }),
    report({ loc }, code, message, hint) {
      const place = placeAt(source, offset(loc.start), offset(loc.end));
      diagnostics.push({ severity: 'error', code, message, ...place, hint });
    },
  };
}

/** Handlebars' lexer also counts a lone carriage return as a line's end. */
function lineStartsOf(text: string): number[] {
  if (!text.includes('\r')) return [...sourceText('', text).lineStarts];
  return [0, ...[...text.matchAll(/\r\n?|\n/g)].map(({ index, 0: lineEnd }) => index + lineEnd.length)];
}
