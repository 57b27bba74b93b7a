import type { SqlType } from './sql-type.ts';
import type { SqlToken } from './tokenize-sql.ts';

/** A query as rules look at it: tokens by their number, comments left out. */
export interface SqlCode {
  readonly tokens: readonly SqlToken[];
  /** The number of the bracket that belongs to one, in both directions. */
  readonly partner: ReadonlyMap<number, number>;
  /** The type of a column, if every file of the project that declares one of that name says the same. */
  readonly columnType: (name: string) => SqlType | undefined;
}

/** From the first token to the one behind the last. */
export interface TokenRange {
  readonly from: number;
  readonly to: number;
}

/** The code of a query's tokens; comments are none. */
export function sqlCode(tokens: readonly SqlToken[], columnType: SqlCode['columnType']): SqlCode {
  const code = tokens.filter(({ kind }) => kind !== 'comment');
  const partner = new Map<number, number>();
  const open: number[] = [];
  for (const [index, { kind, text }] of code.entries()) {
    if (kind !== 'operator') continue;
    if (text === '(' || text === '[' || text === '{') open.push(index);
    if (text !== ')' && text !== ']' && text !== '}') continue;
    const begin = open.pop();
    if (begin === undefined) continue;
    partner.set(begin, index);
    partner.set(index, begin);
  }
  return { tokens: code, partner, columnType };
}

/** The text of a token unless it is a quoted one, which is never a keyword or an operator; '' behind the end. */
export function textAt({ tokens }: SqlCode, index: number): string {
  const token = tokens[index];
  return token === undefined || token.kind === 'text' || token.kind === 'name' ? '' : token.text;
}

/** Whether these words and operators stand one after the other. */
export function isAt(code: SqlCode, index: number, ...texts: readonly string[]): boolean {
  return texts.every((text, offset) => textAt(code, index + offset) === text);
}

/** Every place at which these words and operators stand one after the other. */
export function placesOf(code: SqlCode, ...texts: readonly string[]): number[] {
  return [...code.tokens.keys()].filter((index) => isAt(code, index, ...texts));
}

/** Every place at which one of the functions is called by its name alone: the number of the name. */
export function callsOf(code: SqlCode, names: ReadonlySet<string>): number[] {
  return [...code.tokens.keys()].filter(
    (index) => names.has(textAt(code, index)) && isAt(code, index + 1, '(') && !isTableName(code, index),
  );
}

/** `x.name (…)`, `as name (a, b)`, `name (a, b) as (…)`: not a function, whatever the name. */
function isTableName(code: SqlCode, index: number): boolean {
  const close = code.partner.get(index + 1) ?? index;
  return ['.', 'as'].includes(textAt(code, index - 1)) || isAt(code, close + 1, 'as', '(');
}

/** What stands between the commas of a pair of brackets, by the opening one; nothing where nothing is between them. */
export function argumentsOf(code: SqlCode, open: number): TokenRange[] {
  const close = code.partner.get(open) ?? code.tokens.length;
  return open + 1 >= close ? [] : splitAtCommas(code, { from: open + 1, to: close });
}

/** The pieces of a list; commas within brackets do not count. */
export function splitAtCommas(code: SqlCode, { from, to }: TokenRange): TokenRange[] {
  const commas = topLevel(code, { from, to }).filter((index) => textAt(code, index) === ',');
  return [from, ...commas.map((comma) => comma + 1)].map((begin, index) => ({
    from: begin,
    to: commas[index] ?? to,
  }));
}

/** The numbers of the tokens of a range that are not within brackets; the brackets themselves are. */
export function topLevel({ partner }: SqlCode, { from, to }: TokenRange): number[] {
  const found: number[] = [];
  for (let index = from; index < to; index++) {
    found.push(index);
    const close = partner.get(index);
    if (close !== undefined && close > index && close < to) {
      index = close;
      found.push(index);
    }
  }
  return found;
}
