import type { Dialect } from '../../warehouses/dialect.ts';

/**
 * The groups in which two relations have different sums, with both and the difference. A side without rows counts as 0.
 *
 * One on top of the other and grouped, not a full outer join: there null would have to be compared with null, which Postgres
 * and Redshift refuse in a full join, and grouping takes null for a value like any other.
 */
export function addsUpTo(
  relation: string,
  other: string,
  test: { readonly by: readonly string[]; readonly sum: string; readonly otherSum: string },
  dialect: Dialect,
): string {
  const by = test.by.map((column) => dialect.identifier(column)).join(', ');
  const side = (from: string, sum: string, name: string): string[] => [
    `    select ${by}, sum(${dialect.identifier(sum)}) as amount, '${name}' as side`,
    `    from ${from}`,
    `    group by ${by}`,
  ];
  const sumOf = (name: string): string =>
    dialect.helpers.cost_or_zero(`sum(case when side = '${name}' then amount end)`);
  return [
    'with',
    '',
    'both_sides as (',
    '',
    ...side(relation, test.sum, 'this'),
    '    union all',
    ...side(other, test.otherSum, 'other'),
    '',
    '),',
    '',
    'sums as (',
    '',
    `    select ${by}, ${sumOf('this')} as this_sum, ${sumOf('other')} as other_sum`,
    '    from both_sides',
    `    group by ${by}`,
    '',
    ')',
    '',
    `select ${by}, this_sum, other_sum, ${dialect.helpers.subtract_costs('this_sum', 'other_sum')} as difference`,
    'from sums',
    'where this_sum <> other_sum',
  ].join('\n');
}
