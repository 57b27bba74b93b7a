import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSummary } from '../../../orchestrator/report/read-summary.ts';
import type { FinalMonth } from '../../../orchestrator/report/run-summary.ts';
import { openDuckDb } from '../../../orchestrator/warehouses/duckdb/open-duckdb.ts';
import type { Warehouse } from '../../../orchestrator/warehouses/warehouse.ts';

let warehouse: Warehouse;

/** r1 finalizes January, r2 gives the same, r3 moves a cent by a rule, r4 is a restatement, r5 repeats it. */
beforeAll(async () => {
  warehouse = await openDuckDb({ path: ':memory:' });
  const january = "date '2017-01-01'";
  const runs = { r1: ['4', '0'], r2: ['4', null], r3: ['3.99', '0.01'], r4: ['3.5', '0'], r5: ['3.5', '0'] };
  const costs = Object.entries(runs).flatMap(([run, [api, web]]) => [
    `('${run}', ${january}, 'api', ${api})`,
    ...(web === null ? [] : [`('${run}', ${january}, 'web', ${web})`]),
  ]);
  await warehouse.transaction([
    'create schema rollups',
    `create table rollups.runs (run_id text, published_at timestamp, statement_month date, bill_lines bigint,
      bill_total decimal(38, 18), is_final boolean)`,
    `insert into rollups.runs values ${Object.keys(runs)
      .map(
        (run, at) => `('${run}', timestamp '2017-03-0${at + 1}', ${january}, 2, ${at < 3 ? 4 : 3.5}, true)`,
      )
      .join(', ')}`,
    'create table rollups.costs_by_product_area (run_id text, statement_month date, product_area text, unblended_cost decimal(38, 18))',
    `insert into rollups.costs_by_product_area values ${costs.join(', ')}`,
    'create table rollups.finalized_months (run_id text, finalized_at timestamp, statement_month date, version bigint, bill_total decimal(38, 18), restated_by_cost decimal(38, 18))',
    `insert into rollups.finalized_months values ('r1', timestamp '2017-03-01', ${january}, 1, 4, null),
      ('r4', timestamp '2017-03-04', ${january}, 2, 3.5, -0.5)`,
    `create table rollups.costs_by_product_area_final as
      select costs.*, finals.version from rollups.costs_by_product_area as costs
      inner join rollups.finalized_months as finals on finals.run_id = costs.run_id`,
  ]);
});
afterAll(() => warehouse.close());

const finalMonthsOf = async (run: string): Promise<readonly FinalMonth[] | undefined> =>
  (await readSummary(warehouse, run))?.finalMonths;

describe('readFinalMonths', () => {
  it('tells the run that made a month final', async () => {
    expect(await finalMonthsOf('r1')).toEqual([{ kind: 'finalized', month: '2017-01-01', version: 1n }]);
  });

  it('says nothing of a run that gives a final month the same numbers, with or without areas that cost nothing', async () => {
    expect(await finalMonthsOf('r2')).toEqual([]);
    expect(await finalMonthsOf('r5')).toEqual([]);
  });

  it('tells a run that gives a final month other numbers, and who made it final', async () => {
    expect(await finalMonthsOf('r3')).toEqual([
      { kind: 'differs', month: '2017-01-01', version: 1n, finalizedBy: 'r1' },
    ]);
  });

  it('tells the run that added a version because AWS restated the month, and by how much', async () => {
    expect(await finalMonthsOf('r4')).toEqual([
      { kind: 'restated', month: '2017-01-01', version: 2n, restatedByUnits: -500_000_000_000_000_000n },
    ]);
  });
});
