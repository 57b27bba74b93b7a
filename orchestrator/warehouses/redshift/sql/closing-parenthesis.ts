/** Where the parenthesis that opens at `open` is closed, quoted text passed over; -1 if nowhere. */
export function closingParenthesis(sql: string, open: number): number {
  let depth = 0;
  let isQuoted = false;
  for (let at = open; at < sql.length; at++) {
    const character = sql[at];
    if (isQuoted && character === '\\') at++;
    else if (character === "'") isQuoted = !isQuoted;
    else if (!isQuoted && character === '(') depth++;
    else if (!isQuoted && character === ')' && --depth === 0) return at;
  }
  return -1;
}
