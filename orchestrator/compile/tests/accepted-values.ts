import type { Dialect } from '../../warehouses/dialect.ts';

/** The values that are none of the accepted ones, with how many rows have them; null is accepted. */
export function acceptedValues(
  relation: string,
  test: { readonly column: string; readonly values: readonly string[] },
  dialect: Dialect,
): string {
  const column = dialect.identifier(test.column);
  const values = test.values.map((value) => dialect.literal(value)).join(', ');
  return [
    `select ${column}, count(*) as row_count`,
    `from ${relation}`,
    `where ${dialect.helpers.cast('text', column)} not in (${values})`,
    `group by ${column}`,
  ].join('\n');
}
