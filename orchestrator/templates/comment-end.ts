/** Where a comment `-- …` ends that begins at an offset: before the end of its line. A lone carriage return is one, in DuckDB as in Postgres and what descends from it. */
export function endOfLine(sql: string, from: number): number {
  const edge = /[\r\n]/g;
  edge.lastIndex = from;
  return edge.exec(sql)?.index ?? sql.length;
}

/** Where a block comment ends that begins at an offset: behind its last letter. They nest, as in Postgres and what descends from it. */
export function endOfBlockComment(sql: string, from: number): number {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = from;
  let depth = 0;
  for (let match = edge.exec(sql); match !== null; match = edge.exec(sql)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  return sql.length;
}
