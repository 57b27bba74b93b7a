import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatCost } from '../../../orchestrator/base/money.ts';
import { findDifferences } from '../../../orchestrator/report/format-proof.ts';
import { readSummary } from '../../../orchestrator/report/read-summary.ts';
import { openDuckDb } from '../../../orchestrator/warehouses/duckdb/open-duckdb.ts';
import type { Warehouse } from '../../../orchestrator/warehouses/warehouse.ts';

let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openDuckDb({ path: ':memory:' });
  const cost = 'unblended_cost decimal(38, 18)';
  await warehouse.transaction([
    'create schema rollups',
    'create schema reports',
    `create table rollups.runs (run_id text, published_at timestamp, statement_month date, bill_lines bigint,
      bill_total decimal(38, 18), is_final boolean)`,
    `insert into rollups.runs values
      ('r1', timestamp '2017-03-01', date '2017-01-01', 2, 3.000000000000000001, true),
      ('r2', timestamp '2017-03-02', date '2017-01-01', 2, 4, true),
      ('r2', timestamp '2017-03-02', date '2017-02-01', 3, 12345678901234567890.123456789012345678, false)`,
    `create table rollups.costs_by_product_area (run_id text, statement_month date, product_area text, ${cost})`,
    `insert into rollups.costs_by_product_area values
      ('r1', date '2017-01-01', 'api', 3.000000000000000001), ('r2', date '2017-01-01', 'api', 4),
      ('r2', date '2017-02-01', 'api', 12345678901234567889), ('r2', date '2017-02-01', 'web', 1.123456789012345678)`,
    `create table rollups.costs_by_ecs_service (run_id text, statement_month date, ecs_service text, ${cost})`,
    `insert into rollups.costs_by_ecs_service values
      ('r2', date '2017-01-01', null, 4), ('r2', date '2017-02-01', null, 12345678901234567890.123456789012345677)`,
    `create table reports.unallocated_costs (statement_month date, aws_product text, usage_type text, reason text,
      ${cost}, parts bigint)`,
    `insert into reports.unallocated_costs values
      (date '2017-02-01', 'S3', null, 'small', 0.5, 1), (date '2017-02-01', 'EC2', 'Box', 'a credit', -2, 4),
      (date '2017-01-01', 'EC2', 'Box', 'another month', 9, 1)`,
  ]);
});
afterAll(() => warehouse.close());

describe('readSummary', () => {
  it('reads the latest run to the last digit, and what its latest month leaves unallocated, largest first', async () => {
    const summary = await readSummary(warehouse);
    expect(summary?.runId).toBe('r2');
    expect(summary?.months.map(({ month, isFinal }) => [month, isFinal])).toEqual([
      ['2017-01-01', true],
      ['2017-02-01', false],
    ]);
    expect(summary?.months.map(({ units }) => formatCost(units)).at(1)).toBe(
      '12345678901234567890.123456789012345678',
    );
    // Of a history that was begun before it had the column.
    expect(summary?.months.map(({ currency }) => currency)).toEqual(['USD', 'USD']);
    expect(summary?.areas.map(({ area, units }) => `${area} ${formatCost(units)}`)).toEqual([
      'api 4.000000000000000000',
      'api 12345678901234567889.000000000000000000',
      'web 1.123456789012345678',
    ]);
    expect(summary?.unallocated.map(({ reason, usageType }) => [reason, usageType])).toEqual([
      ['a credit', 'Box'],
      ['small', null],
    ]);
  });

  it('finds a rollup that differs from the bill in the last digit', async () => {
    const summary = await readSummary(warehouse, 'r2');
    const wrong = summary && findDifferences(summary).filter(({ difference }) => difference !== 0n);
    expect(wrong).toEqual([{ rollup: 'costs_by_ecs_service', month: '2017-02-01', difference: -1n }]);
  });

  it('finds a rollup that has no row of the run', async () => {
    const summary = await readSummary(warehouse, 'r1');
    const wrong = summary && findDifferences(summary).filter(({ difference }) => difference !== 0n);
    expect(wrong?.map(({ rollup }) => rollup)).toEqual(['costs_by_ecs_service']);
  });

  it('reads an earlier run by its name, and nothing for a name that nobody published', async () => {
    expect((await readSummary(warehouse, 'r1'))?.months).toHaveLength(1);
    expect(await readSummary(warehouse, "r9' or true --")).toBe(undefined);
  });

  it('leaves out the reports that a project does not have', async () => {
    const summary = await readSummary(warehouse);
    expect([summary?.tagCoverage, summary?.problems, summary?.events, summary?.checks]).toEqual([
      [],
      [],
      [],
      [],
    ]);
  });
});

describe('readSummary of reports that hold more than the run', () => {
  it('leaves out of an earlier run what the reports say of months that a later one has published', async () => {
    const other = await openDuckDb({ path: ':memory:' });
    const january = `date '2017-01-01'`;
    const february = `date '2017-02-01'`;
    await other.transaction([
      'create schema rollups',
      'create schema reports',
      `create table rollups.runs as select *, 1 as bill_lines, cast(5 as decimal(38, 18)) as bill_total, false as is_final
        from (values ('r1', 1, ${january}), ('r1', 1, ${february}), ('r2', 2, ${january}), ('r3', 3, ${february}), ('r4', 4, ${january}))
          as t(run_id, published_at, statement_month)`,
      `create table reports.unallocated_costs as select ${february} as statement_month, 'EC2' as aws_product, 'Box' as usage_type,
        'of r3' as reason, cast(1 as decimal(38, 18)) as unblended_cost, 1 as parts`,
      `create table reports.event_health as select cast(null as date) as statement_month, 'of the delivery' as finding, 1 as occurrences,
        'x' as treatment`,
      `create table reports.bill_check as select *, 'statement' as check_name, '1' as subject, cast(0 as decimal(38, 18)) as difference,
        'equal' as verdict, true as is_expected from (values (${january}), (${february})) as t(statement_month)`,
    ]);
    const first = await readSummary(other, 'r1');
    const third = await readSummary(other, 'r3');
    await other.close();
    expect(first?.publishedAgain).toEqual([
      { month: '2017-01-01', lastRunId: 'r4' },
      { month: '2017-02-01', lastRunId: 'r3' },
    ]);
    expect([first?.unallocated, first?.events, first?.checks]).toEqual([[], [], []]);
    expect(third?.publishedAgain).toEqual([]);
    expect([third?.unallocated, third?.events, third?.checks].map((found) => found?.length)).toEqual([
      1, 1, 1,
    ]);
  });

  it('takes findings of the latest month and those of no month, checks of its months, and the currency', async () => {
    const other = await openDuckDb({ path: ':memory:' });
    await other.transaction([
      'create schema raw',
      'create schema rollups',
      'create schema reports',
      `create table rollups.runs as select 'r1' as run_id, timestamp '2017-03-01' as published_at, date '2017-02-01' as statement_month,
        1 as bill_lines, cast(5 as decimal(38, 18)) as bill_total, false as is_final, 'EUR' as currency`,
      `create table reports.event_health as select * from (values
        (date '2017-01-01', 'of another month', 9, 'x'), (date '2017-02-01', 'of this month', 2, 'x'),
        (null, 'of the delivery', 1, 'x')) as t(statement_month, finding, occurrences, treatment)`,
      `create table reports.bill_check as select * from (values
        (date '2017-01-01', 'statement', '1', cast(0 as decimal(38, 18)), 'equal', true),
        (date '2017-02-01', 'statement', '(all)', null, 'not checkable', false)) as t(statement_month, check_name, subject, difference, verdict, is_expected)`,
    ]);
    const before = await readSummary(other);
    await other.transaction(['update reports.bill_check set is_expected = true']);
    const after = await readSummary(other);
    await other.close();
    expect(before?.months.map(({ currency }) => currency)).toEqual(['EUR']);
    expect(before?.events.map(({ finding }) => finding)).toEqual(['of this month', 'of the delivery']);
    expect(before?.checks.map(({ month }) => month)).toEqual(['2017-02-01']);
    expect(before?.withoutOwnTotal).toEqual([]);
    expect(after?.withoutOwnTotal).toEqual(['2017-02-01']);
  });
});
