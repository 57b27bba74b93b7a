/** A text as a literal of DuckDB's SQL. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
