import { expect, it } from 'vitest';
import { countGroups } from '../../../../orchestrator/warehouses/duckdb/regular-expression.ts';

it.each([
  ['', 0],
  ['a(b)(?:c)(?P<d>e)(?<f>g)', 3],
  ['\\(a\\)', 0],
  ['[(](x)', 1],
  ['[](](x)', 1],
  ['[^](](x)', 1],
  ['\\Q(((\\E(a)', 1],
  ['\\Q((', 0],
  ['(?i)abc', 0],
  ['((a)b)', 2],
  ['a\\\\(b)', 1],
])('counts the groups of %s', (pattern, groups) => {
  expect(countGroups(pattern)).toBe(groups);
});
