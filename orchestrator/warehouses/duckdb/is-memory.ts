/**
 * Whether DuckDB reads a text as its `memory_limit`: a number and a unit (`4GB`, `7.5 GiB`). What else it takes (`-1`, `none`) means no limit, and that is
 * for machines that do nothing else.
 */
export function isMemory(text: string): boolean {
  return /^\d+(\.\d+)? ?[KMGT]i?B$/i.test(text);
}
