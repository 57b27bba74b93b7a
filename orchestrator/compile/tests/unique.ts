import type { Dialect } from '../../warehouses/dialect.ts';

/** The values that more than one row has, with how many do; null is a value like any other. */
export function unique(
  relation: string,
  test: { readonly columns: readonly string[] },
  dialect: Dialect,
): string {
  const columns = test.columns.map((column) => dialect.identifier(column)).join(', ');
  return `select ${columns}, count(*) as row_count\nfrom ${relation}\ngroup by ${columns}\nhaving count(*) > 1`;
}
