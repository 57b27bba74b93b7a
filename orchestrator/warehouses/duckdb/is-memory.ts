/**
 * Whether a text says for DuckDB's `memory_limit` how much that is (`4GB`, `7.5 GiB`), from a megabyte, with which nothing but an empty database can be opened, to a
 * thousand terabytes. What else it takes (`-1`, `none`) means no limit, and that is for machines that do nothing else.
 */
export function isMemory(text: string): boolean {
  const [, number = '', prefix = ''] = /^(\d+(?:\.\d+)?) ?([KMGT])i?B$/i.exec(text) ?? [];
  const bytes = Number(number) * 1000 ** ('KMGT'.indexOf(prefix.toUpperCase()) + 1);
  return number !== '' && bytes >= 1e6 && bytes <= 1e15;
}
