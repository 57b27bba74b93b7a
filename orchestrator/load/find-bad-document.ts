import { readContent } from './read-content.ts';

/** Where JSON stops being JSON. */
export interface BadDocument {
  /** Counted from 1. */
  readonly document: number;
  /** The line on which it begins. */
  readonly line: number;
  readonly problem: string;
}

/** The first of a file's JSON documents that is none, or undefined: documents follow each other with or without a space. */
export async function findBadDocument(file: string, isGzip: boolean): Promise<BadDocument | undefined> {
  const pieces: Buffer[] = [];
  await readContent(file, isGzip, (chunk) => pieces.push(Buffer.from(chunk)));
  const text = Buffer.concat(pieces)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
  let line = 1;
  let at = 0;
  for (let document = 1; ; document++) {
    const gap = /\s*/y;
    gap.lastIndex = at;
    const blank = gap.exec(text)?.[0] ?? '';
    line += lineBreaks(blank);
    at += blank.length;
    if (at >= text.length) return undefined;
    const end = endOfValue(text, at);
    if (end === undefined) {
      const isValue = /[{["]/.test(text.charAt(at));
      const problem = isValue
        ? 'the file ends in the middle of it'
        : `it begins with "${text.slice(at, at + 20)}"`;
      return { document, line, problem };
    }
    const value = text.slice(at, end);
    try {
      JSON.parse(value);
    } catch (error) {
      return { document, line, problem: error instanceof Error ? error.message : String(error) };
    }
    line += lineBreaks(value);
    at = end;
  }
}

/** Where the object or array that begins at an offset ends, by its brackets; undefined if it does not. */
function endOfValue(text: string, start: number): number | undefined {
  if (!/[{[]/.test(text.charAt(start))) return undefined;
  const token = /"(?:[^"\\]|\\.)*"|[{}[\]]/gs;
  token.lastIndex = start;
  let depth = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    if (/^[{[]/.test(match[0])) depth++;
    else if (/^[}\]]/.test(match[0])) depth--;
    if (depth === 0) return match.index + match[0].length;
  }
  return undefined;
}

function lineBreaks(text: string): number {
  return text.split('\n').length - 1;
}
