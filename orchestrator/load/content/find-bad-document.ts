import { isUtf8 } from 'node:buffer';
import { endOfUtf8 } from './find-bad-byte.ts';
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
  const bytes = Buffer.concat(pieces);
  // A character for each byte, so that each document can be looked at by itself.
  const encoding = isUtf8(bytes) ? 'utf8' : 'latin1';
  const text = bytes.toString(encoding, bytes.subarray(0, mark.length).equals(mark) ? mark.length : 0);
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
    const problem = problemOf(value, encoding);
    if (problem !== undefined) return { document, line, problem };
    line += lineBreaks(value);
    at = end;
  }
}

const mark = Buffer.from('\uFEFF');

/** Why a text is no JSON, as a warehouse reads it, which is stricter than JSON.parse; undefined if it is. */
function problemOf(value: string, encoding: 'utf8' | 'latin1'): string | undefined {
  try {
    JSON.parse(value);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const bytes = Buffer.from(value, encoding);
  const bad = bytes[endOfUtf8(bytes)];
  if (bad !== undefined) return `it has the byte 0x${bad.toString(16).toUpperCase()}, which is no UTF-8`;
  const half = halfCharacter(value);
  return half === undefined ? undefined : `it has "${half}", which is half of a character`;
}

/** The first escape of a JSON text that is one half of a surrogate pair without the other. */
function halfCharacter(value: string): string | undefined {
  const escapes = /\\u(?:d[89ab]..\\ud[c-f]..|(?<half>d[89a-f]..))|\\./gi;
  for (const { 0: found, groups } of value.matchAll(escapes)) if (groups?.half !== undefined) return found;
  return undefined;
}

/** Where the object or array that begins at an offset ends, by its brackets; undefined if it does not. */
function endOfValue(text: string, start: number): number | undefined {
  if (!/[{[]/.test(text.charAt(start))) return undefined;
  // Quotes one by one: a pattern for a whole text would need a stack as long as the text.
  const token = /\\.|["{}[\]]/gs;
  token.lastIndex = start;
  let depth = 0;
  let isInText = false;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [found] = match;
    if (found === '"') isInText = !isInText;
    if (isInText || found.length > 1) continue;
    if (found === '{' || found === '[') depth++;
    else if (found !== '"') depth--;
    if (depth === 0) return token.lastIndex;
  }
  return undefined;
}

function lineBreaks(text: string): number {
  return text.split('\n').length - 1;
}
