/**
 * Hashes each column by itself and then the list of what came out, in which null is a word of its own: what `fnv_hash` gives for null is not
 * documented, and where one hash is the seed of the next, as the developer guide has it, ('ab', 'c') and ('a', 'bc') are the same.
 * It takes a column of any type as it is; there is no cast to text that does. The highest bit is the sign.
 */
export function rowHash(columns: string): string {
  const hashes = splitColumns(columns).map(
    (column) => `case when ${column} is null then '-' else cast(fnv_hash(${column}) as varchar(20)) end`,
  );
  return `(fnv_hash(${hashes.join(" || ',' || ")}) & 9223372036854775807)`;
}

/** A list of expressions: a comma in parentheses or quotes separates nothing. */
function splitColumns(columns: string): string[] {
  const found = [''];
  let depth = 0;
  let quote = '';
  for (const character of columns) {
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === "'" || character === '"') quote = character;
    else if (character === '(') depth++;
    else if (character === ')') depth--;
    if (character === ',' && depth === 0 && quote === '') found.push('');
    else found[found.length - 1] += character;
  }
  return found.map((column) => column.trim());
}
