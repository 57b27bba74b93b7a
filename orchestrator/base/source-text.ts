import type { Place } from './diagnostic.ts';

/** A text with the name of its file, from which places are told. Lines end with `\n` (a `\r` before it is cut off). */
export interface SourceText {
  readonly file: string;
  readonly text: string;
  /** Offset of the first character of each line. */
  readonly lineStarts: readonly number[];
}

/** The text, its lines found when the first place is told: of most files none ever is. */
export function sourceText(file: string, text: string): SourceText {
  let lineStarts: readonly number[] | undefined;
  return {
    file,
    text,
    get lineStarts() {
      lineStarts ??= findLines(text);
      return lineStarts;
    },
  };
}

function findLines(text: string): number[] {
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  return lineStarts;
}

/** What a diagnostic says of where it is. */
export interface PlacedLine {
  readonly place: Place & { readonly line: number; readonly column: number };
  readonly lineText: string;
}

/** Line, column and text of the line at an offset; a range that goes on in the next line ends with the first one. */
export function placeAt(source: SourceText, start: number, end = start + 1): PlacedLine {
  const index = lineIndexAt(source, start);
  const lineStart = source.lineStarts[index] ?? 0;
  const lineText = lineAt(source, index);
  const endOfLine = lineStart + lineText.length;
  const column = start - lineStart + 1;
  const endColumn = Math.max(column + 1, Math.min(end, endOfLine) - lineStart + 1);
  return { place: { file: source.file, line: index + 1, column, endColumn }, lineText };
}

/** The offset of a line and column, both counted from 1. */
export function offsetAt(source: SourceText, line: number, column: number): number {
  return (source.lineStarts[line - 1] ?? source.text.length) + column - 1;
}

function lineIndexAt({ lineStarts }: SourceText, offset: number): number {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function lineAt({ text, lineStarts }: SourceText, index: number): string {
  const next = lineStarts[index + 1];
  return text.slice(lineStarts[index], next === undefined ? undefined : next - 1).replace(/\r$/, '');
}
