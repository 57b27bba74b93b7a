import type { Dialect } from '../../warehouses/dialect.ts';

/** The rows in which one of the columns is null. */
export function notNull(
  relation: string,
  test: { readonly columns: readonly string[] },
  dialect: Dialect,
): string {
  const conditions = test.columns.map((column) => `${dialect.identifier(column)} is null`);
  return `select *\nfrom ${relation}\nwhere ${conditions.join('\n    or ')}`;
}
