import { endOfBlockComment, endOfLine } from './comment-end.ts';

/** What a scan of a template finds, in offsets of its text. */
export interface FoundCode {
  /** The text with the inside of SQL comments made harmless: nothing that Handlebars would look at is left in them. Same length. */
  readonly text: string;
  /** `{{…}}` outside of SQL comments. */
  readonly mustaches: readonly { readonly start: number; readonly end: number }[];
  /** SQL comments. */
  readonly comments: readonly { readonly start: number; readonly end: number }[];
  /** Semicolons that end a statement: outside of comments, quotes and mustaches, with code after them. */
  readonly semicolons: readonly number[];
  /** The first and the end of the last character that is neither white space, comment nor the last semicolon. */
  readonly start: number;
  readonly end: number;
}

/** Tells SQL, its comments and quoted texts, and template expressions apart, from `from` on. */
export function findCode(text: string, from: number): FoundCode {
  const pieces: string[] = [' '.repeat(from)];
  const mustaches: { start: number; end: number }[] = [];
  const comments: { start: number; end: number }[] = [];
  const semicolons: number[] = [];
  let start = text.length;
  let end = from;
  const code = (at: number, next: number): void => {
    start = Math.min(start, at);
    end = next;
  };
  const edge = /--|\/\*|\{\{|['";]|(?<![\w$\u0080-\uffff])\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/g;
  let at = from;
  while (at < text.length) {
    edge.lastIndex = at;
    const match = edge.exec(text);
    const plain = text.slice(at, match?.index);
    if (plain.trim() !== '') code(at + plain.search(/\S/), at + plain.trimEnd().length);
    pieces.push(plain);
    if (match === null) break;
    at = match.index;
    let next = at + 1;
    if (match[0] === '--' || match[0] === '/*') {
      next = match[0] === '--' ? endOfLine(text, at) : endOfBlockComment(text, at);
      pieces.push(text.slice(at, next).replace(/[{}\\\u2028\u2029]/g, ' '));
      comments.push({ start: at, end: next });
      at = next;
      continue;
    }
    if (match[0] === ';') {
      semicolons.push(at);
    } else {
      next = match[0] === '{{' ? endOfMustache(text, at) : endOfQuoted(text, at, match[0], mustaches);
      if (match[0] === '{{') mustaches.push({ start: at, end: next });
      code(at, next);
    }
    pieces.push(text.slice(at, next));
    at = next;
  }
  return {
    text: pieces.join(''),
    mustaches,
    comments,
    semicolons: semicolons.filter((offset) => offset < end),
    start,
    end,
  };
}

/**
 * The end of a quoted text or name; template expressions in it are found too, and a quote in them does not end it. Texts are
 * read as Postgres and DuckDB do: in `E'…'` a backslash keeps the quote behind it from ending it, in `$tag$…$tag$` nothing
 * but the same tag ends it.
 */
function endOfQuoted(
  text: string,
  from: number,
  quote: string,
  mustaches: { start: number; end: number }[],
): number {
  const hasEscapes =
    quote === "'" && /(?:^|[^\w$\u0080-\uffff])[eE]$/.test(text.slice(Math.max(0, from - 2), from));
  let at = from + quote.length;
  while (at < text.length) {
    if (text.startsWith('{{', at)) {
      const end = endOfMustache(text, at);
      mustaches.push({ start: at, end });
      at = end;
    } else if (text.startsWith(quote, at)) {
      // A quote that stands there twice stands for itself.
      if (quote.length > 1 || text[at + 1] !== quote) return at + quote.length;
      at += 2;
    } else {
      at += hasEscapes && text[at] === '\\' && text[at + 1] !== '{' ? 2 : 1;
    }
  }
  return text.length;
}

function endOfMustache(text: string, from: number): number {
  if (/^\{\{~?!--/.test(text.slice(from, from + 6))) return after(text, from + 5, /--~?\}\}/g);
  if (/^\{\{~?!/.test(text.slice(from, from + 4))) return after(text, from, /\}\}/g);
  // Braces within the quotes of an argument do not end it.
  const part = /"(?:\\"|[^"])*"|'(?:\\'|[^'])*'|\}\}+/g;
  part.lastIndex = from + 2;
  for (let match = part.exec(text); match !== null; match = part.exec(text)) {
    if (match[0].startsWith('}')) return part.lastIndex;
  }
  return text.length;
}

function after(text: string, from: number, closing: RegExp): number {
  closing.lastIndex = from;
  return closing.exec(text) === null ? text.length : closing.lastIndex;
}
