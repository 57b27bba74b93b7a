import { isAt, type SqlCode, textAt } from './sql-code.ts';

/** Words that may stand before a bracket without being the name of a function. */
const notFunctions: ReadonlySet<string> = new Set(
  `all and any as between by case distinct else except exists from having in intersect is join like limit not on or order over
  select some then union using values when where with`.split(/\s+/),
);

/** Whether a token can end a value: a name, a literal, a closing bracket. */
export function endsValue(code: SqlCode, index: number): boolean {
  const token = code.tokens[index];
  if (token === undefined) return false;
  if (token.kind === 'operator') return token.text === ')' || token.text === ']';
  return token.kind !== 'word' || !notFunctions.has(token.text);
}

/** Whether the bracket at a place is that of a call of a function. */
function isCall(code: SqlCode, open: number): boolean {
  return isAt(code, open, '(') && code.tokens[open - 1]?.kind === 'word' && endsValue(code, open - 1);
}

/** The first token of the value whose last token is at `last`: of `sum(a) over (…)` it is `sum`, of `x.a::text` it is `x`. */
export function operandStart(code: SqlCode, last: number): number {
  let at = last;
  const close = textAt(code, at);
  if (close === ')' || close === ']') {
    at = code.partner.get(at) ?? at;
    if (textAt(code, at - 1) === 'over' && at >= 2) return operandStart(code, at - 2);
    if (close === ']' || isCall(code, at)) at -= 1;
  } else if (close === 'end') {
    for (let depth = 0; at > 0; at--) {
      if (textAt(code, at) === 'end') depth += 1;
      if (textAt(code, at) === 'case') depth -= 1;
      if (depth === 0) break;
    }
  }
  if (textAt(code, at - 1) === '::' && at >= 2) return operandStart(code, at - 2);
  while (textAt(code, at - 1) === '.' && at >= 2) at -= 2;
  return Math.max(0, at);
}

/** The token behind the value that begins at `first`. */
export function operandEnd(code: SqlCode, first: number): number {
  let at = first;
  while (isAt(code, at, '-') || isAt(code, at, '+')) at += 1;
  if (textAt(code, at) === 'case') {
    for (let depth = 0; at < code.tokens.length; at++) {
      if (textAt(code, at) === 'case') depth += 1;
      if (textAt(code, at) === 'end') depth -= 1;
      if (depth === 0) break;
    }
    return at + 1;
  }
  if (!isAt(code, at, '(')) at += 1;
  for (;;) {
    if (isAt(code, at, '.')) at += 2;
    else if (isAt(code, at, '(') || isAt(code, at, '[')) at = (code.partner.get(at) ?? at) + 1;
    else if (isAt(code, at, 'over', '(')) at += 1;
    else if (isAt(code, at, '::')) at += 2;
    else return Math.min(at, code.tokens.length);
  }
}
