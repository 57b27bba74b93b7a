import { endOfBlockComment, endOfLine } from '../templates/comment-end.ts';

/** A piece of SQL as both warehouses read it, by its offsets in the query. */
export interface SqlToken {
  /** `word`: a name or a keyword; `name`: one in double quotes; `text`: a literal in quotes. */
  readonly kind: 'word' | 'name' | 'text' | 'number' | 'operator' | 'comment';
  /** As it is written, quotes included; words in lower case, since case means nothing to them. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The longest first, so that `->>` is not taken for `->` and `>`. */
const operators = [
  ...['!~~*', '->>', '!~~', '!~*', '~~*', '<=>', '...'],
  ...['::', '||', '//', '<=', '>=', '<>', '!=', '==', '->', '=>', ':=', '**', '!~', '~*', '~~', '^@', '@>'],
  ...['<@', '<<', '>>', '&&'],
];

const word = /[\p{L}_][\p{L}\p{N}_$]*/uy;
const number = /(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const dollarQuote = /\$(?:[A-Za-z_]\w*)?\$/y;

/**
 * The tokens of a query in their order, comments among them. Quotes are doubled to stand for themselves, block comments nest,
 * and what is never closed goes on to the end. A backslash is a letter like any other: what Redshift makes of it is a rule.
 */
export function tokenizeSql(sql: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  for (let at = 0; at < sql.length; ) {
    if (/\s/.test(sql[at] ?? '')) {
      at += 1;
      continue;
    }
    const [kind, end] = tokenAt(sql, at);
    const text = sql.slice(at, end);
    tokens.push({ kind, text: kind === 'word' ? text.toLowerCase() : text, start: at, end });
    at = end;
  }
  return tokens;
}

function tokenAt(sql: string, at: number): [kind: SqlToken['kind'], end: number] {
  if (sql.startsWith('--', at)) return ['comment', endOfLine(sql, at)];
  if (sql.startsWith('/*', at)) return ['comment', endOfBlockComment(sql, at)];
  if (sql[at] === "'") return ['text', endOfQuoted(sql, at)];
  if (sql[at] === '"') return ['name', endOfQuoted(sql, at)];
  const tag = matchAt(dollarQuote, sql, at);
  if (tag !== undefined) return ['text', endAfter(sql, tag, at + tag.length)];
  const asWord = matchAt(word, sql, at);
  if (asWord !== undefined) return ['word', at + asWord.length];
  const asNumber = matchAt(number, sql, at);
  if (asNumber !== undefined) return ['number', at + asNumber.length];
  const operator = operators.find((text) => sql.startsWith(text, at));
  return ['operator', at + (operator?.length ?? 1)];
}

function matchAt(pattern: RegExp, sql: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(sql)?.[0];
}

function endOfQuoted(sql: string, from: number): number {
  const quote = sql[from] ?? '';
  for (let at = sql.indexOf(quote, from + 1); at >= 0; at = sql.indexOf(quote, at + 2)) {
    if (sql[at + 1] !== quote) return at + 1;
  }
  return sql.length;
}

function endAfter(sql: string, closing: string, from: number): number {
  const at = sql.indexOf(closing, from);
  return at < 0 ? sql.length : at + closing.length;
}
