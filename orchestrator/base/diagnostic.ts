import type { DiagnosticCode } from './diagnostic-codes.ts';

/** Where in a file something stands. Lines and columns count from 1; `endColumn` is exclusive. */
export interface Place {
  /** Relative to the project's root where the file is inside it, with forward slashes on every platform. */
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  readonly endColumn?: number;
}

/**
 * The project or its input is wrong (or odd: a warning). A value, never thrown: all that are found are shown together.
 * Not for a node that the warehouse refused (a failure, in the run's result) nor for a bug of ours (an exception).
 */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly code: DiagnosticCode;
  /** One sentence that names the thing in quotes, what was expected and what was got. */
  readonly message: string;
  readonly place?: Place;
  /** The text of the line at `place`, so that it can be shown with an underline. */
  readonly lineText?: string;
  /** What to do next. */
  readonly hint?: string;
}

/** What is shown as a diagnostic is, whatever its code. */
export type Remark = Omit<Diagnostic, 'code'> & { readonly code: string };

/** What a step gave, with what it found wrong on the way. `value` is absent if and only if there is an error. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** `value` if none of the diagnostics is an error, else only the diagnostics. */
export function checked<T>(value: T, diagnostics: readonly Diagnostic[]): Checked<T> {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error')
    ? { ok: false, diagnostics }
    : { ok: true, value, diagnostics };
}

/**
 * The text of one diagnostic: place, severity and code; the sentence; the line with its underline; what to do.
 *
 *     models/allocation/alc_ec2.sql:14:16  error  unknown-ref
 *       "int_ecs_cpu_secs" is not a model, seed or source of this project.
 *       14 |     from {{ref "int_ecs_cpu_secs"}}
 *          |                ~~~~~~~~~~~~~~~~~~
 *       Did you mean "int_ecs_cpu_seconds"?
 */
export function formatDiagnostic(diagnostic: Remark): string {
  const { place } = diagnostic;
  const lines = [
    `${formatPlace(place)}${diagnostic.severity}  ${diagnostic.code}`,
    `  ${indentMore(diagnostic.message)}`,
  ];
  if (diagnostic.lineText !== undefined && place?.line !== undefined) {
    const number = String(place.line);
    lines.push(`  ${number} | ${diagnostic.lineText}`);
    if (place.column !== undefined) {
      // A tab above stays a tab below, however wide it is shown.
      const before = diagnostic.lineText.slice(0, place.column - 1).replace(/[^\t]/g, ' ');
      const width = Math.max(1, (place.endColumn ?? place.column + 1) - place.column);
      lines.push(`  ${' '.repeat(number.length)} | ${before}${'~'.repeat(width)}`);
    }
  }
  if (diagnostic.hint !== undefined) lines.push(`  ${indentMore(diagnostic.hint)}`);
  return lines.join('\n');
}

/** Errors and warnings in the order of their place, one empty line between them. */
export function formatDiagnostics(diagnostics: readonly Remark[]): string {
  return sortDiagnostics(diagnostics).map(formatDiagnostic).join('\n\n');
}

/** A copy in the order of file, line and column; those without a place come last, in the order they came. */
export function sortDiagnostics<T extends Remark>(diagnostics: readonly T[]): T[] {
  const key = ({ place }: Remark): [string, number, number] =>
    place ? [place.file, place.line ?? 0, place.column ?? 0] : ['\u{10FFFF}', 0, 0];
  return [...diagnostics].sort((a, b) => {
    const [fileA, lineA, columnA] = key(a);
    const [fileB, lineB, columnB] = key(b);
    if (fileA !== fileB) return fileA < fileB ? -1 : 1;
    return lineA - lineB || columnA - columnB;
  });
}

/** What stands before a message: `file:line:column` as far as it is known, and two spaces; nothing for no place. */
export function formatPlace(place: Place | undefined): string {
  if (place === undefined) return '';
  const line = place.line === undefined ? '' : `:${place.line}`;
  const column = place.line === undefined || place.column === undefined ? '' : `:${place.column}`;
  return `${place.file}${line}${column}  `;
}

function indentMore(text: string): string {
  return text.replaceAll('\n', '\n  ');
}
