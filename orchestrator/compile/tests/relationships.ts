import type { Dialect } from '../../warehouses/dialect.ts';

/** The values that no row of the other relation has, with how many rows have them; null needs no other row. */
export function relationships(
  relation: string,
  other: string,
  test: { readonly column: string; readonly field: string },
  dialect: Dialect,
): string {
  const column = dialect.identifier(test.column);
  const field = dialect.identifier(test.field);
  return [
    `select this.${column}, count(*) as row_count`,
    `from ${relation} as this`,
    `left join ${other} as other`,
    `    on this.${column} = other.${field}`,
    `where this.${column} is not null`,
    `    and other.${field} is null`,
    `group by this.${column}`,
  ].join('\n');
}
