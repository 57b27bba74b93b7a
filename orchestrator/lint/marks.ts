import type { ParsedTemplate } from '../templates/template.ts';

/** A stretch of SQL that stands so in a file. */
export interface Span {
  /** Where it is in the SQL. */
  readonly at: number;
  readonly end: number;
  /** Where it is in the file. */
  readonly template: ParsedTemplate;
  readonly offset: number;
}

/** SQL, and which of it stands in a file; the rest is what a dialect's helper or a word of the language gave. */
export interface TracedSql {
  readonly sql: string;
  /** In the order of the SQL. */
  readonly spans: readonly Span[];
}

/** Puts marks around text of files and finds it again in what was made of it. */
export interface Marks {
  mark(text: string, template: ParsedTemplate, offset: number): string;
  trace(marked: string): TracedSql;
}

// Unicode's noncharacters stand in no file: a mark is begin, a number in hexadecimal, middle; behind the text is end.
const begin = '\ufdd0';
const middle = '\ufdd1';
const end = '\ufdd2';
const firstDigit = 0xfdd3;

/** Marks for one rendering. What has no white space and no comma in it is marked as one: helpers take lists apart, and trim. */
export function createMarks(): Marks {
  const marked: { readonly template: ParsedTemplate; readonly offset: number }[] = [];
  return {
    mark(text, template, offset) {
      const offsets = offsetsInFile(text, template.source.text, offset);
      // A quote that has a backslash before it in the file is a piece by itself: within a piece letters follow each other there, too.
      const pieces = offsets === undefined ? /[^\s,]+/g : /[^\s,"']+|["']/g;
      return text.replace(pieces, (piece, at: number) => {
        const id = marked.push({ template, offset: offsets?.[at] ?? offset + at }) - 1;
        return `${begin}${digitsOf(id)}${middle}${piece}${end}`;
      });
    },
    trace(text) {
      const pieces: string[] = [];
      const spans: Span[] = [];
      let length = 0;
      let from = 0;
      for (const match of text.matchAll(/\ufdd0([\ufdd3-\ufde2]+)\ufdd1([^\ufdd0-\ufdef]*)\ufdd2/g)) {
        const before = withoutMarks(text.slice(from, match.index));
        const [whole, digits = '', inside = ''] = match;
        const origin = marked[numberOf(digits)];
        const at = length + before.length;
        if (origin !== undefined) spans.push({ at, end: at + inside.length, ...origin });
        pieces.push(before, inside);
        length = at + inside.length;
        from = match.index + whole.length;
      }
      pieces.push(withoutMarks(text.slice(from)));
      return { sql: pieces.join(''), spans };
    },
  };
}

/** The text that was marked. */
export function withoutMarks(text: string): string {
  return text.replace(/[\ufdd0-\ufdef]/g, '');
}

/** Where in the file a letter of an SQL stands; undefined if it stands in none. */
export function originOf(
  { spans }: TracedSql,
  at: number,
): { readonly template: ParsedTemplate; readonly offset: number } | undefined {
  let low = 0;
  let high = spans.length - 1;
  while (low < high) {
    const middleIndex = (low + high + 1) >> 1;
    if ((spans[middleIndex]?.at ?? 0) <= at) low = middleIndex;
    else high = middleIndex - 1;
  }
  const span = spans[low];
  if (span === undefined || at < span.at || at >= span.end) return undefined;
  return { template: span.template, offset: span.offset + at - span.at };
}

/**
 * Where each letter of a text stands in the file; undefined if they follow each other there as in the text. In an argument of
 * an expression a quote may have a backslash before it, which is no letter of the text.
 */
function offsetsInFile(text: string, file: string, offset: number): readonly number[] | undefined {
  if (file.startsWith(text, offset)) return undefined;
  let place = offset;
  return text.split('').map((letter) => {
    if (file[place] === '\\' && letter !== '\\') place += 1;
    place += 1;
    return place - 1;
  });
}

function digitsOf(id: number): string {
  return id
    .toString(16)
    .replace(/./g, (digit) => String.fromCharCode(firstDigit + Number.parseInt(digit, 16)));
}

function numberOf(digits: string): number {
  return digits.split('').reduce((sum, digit) => sum * 16 + digit.charCodeAt(0) - firstDigit, 0);
}
