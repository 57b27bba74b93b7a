import { describe, expect, it } from 'vitest';
import { formatPlan } from '../../bench/format-plan.ts';

describe('formatPlan', () => {
  it('shows what each operator took and gave, and what feeds it below it', () => {
    const scan = {
      operator_name: 'SEQ_SCAN ',
      operator_timing: 1.25,
      operator_cardinality: 6_000_000,
      extra_info: { Table: 'lines' },
      children: [],
    };
    const join = {
      operator_name: 'HASH_JOIN',
      operator_timing: 0.5,
      operator_cardinality: 12,
      extra_info: { 'Join Type': 'LEFT', Conditions: 'a = b' },
      children: [scan],
    };
    const plan = { children: [{ operator_name: 'EXPLAIN_ANALYZE', children: [join] }] };
    expect(formatPlan(JSON.stringify(plan))).toBe(
      [
        '    0.50 s             12 rows  HASH_JOIN  LEFT; a = b',
        '    1.25 s      6,000,000 rows    SEQ_SCAN  lines',
      ].join('\n'),
    );
  });
});
