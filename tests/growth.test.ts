import { beforeAll, describe, expect, test } from 'vitest';
import type { Warehouse } from '../orchestrator/warehouses/warehouse.ts';
import { type CompiledQuery, compileShippedProject } from './support/compile-shipped-project.ts';
import { withTestWarehouse } from './support/open-test-warehouse.ts';

/** What an operator of an executed plan says of itself, as DuckDB's `explain (analyze, format json)` has it. */
interface Operator {
  readonly operator_cardinality?: number;
  readonly children: readonly Operator[];
}

let queries: readonly CompiledQuery[];

beforeAll(async () => {
  queries = await compileShippedProject('local');
});

// Rows that operators hand on are counted, not seconds: those depend on who else uses the machine.
describe('what a model goes through grows with its rows', () => {
  test('where one volume is attached again and again, each time to the next of its hosts', async () => {
    await expectGrowth('int_ebs_attachments', 400, async (warehouse, attachments) => {
      await warehouse.execute(`create table intermediate.int_ebs_moments as
        select 'vol-1' as volume_id, 'i-' || n // 2 % 20 as instance_id, timestamp '2017-01-01 00:00:00' + n * interval 1 minute as moment_at,
          case n % 2 when 0 then 'attached' else 'detached' end as kind, false as is_multi_attach
        from range(${2 * attachments}) as numbers(n)`);
      await warehouse.execute(`create table intermediate.int_ebs_unseen_attaches as
        select volume_id, instance_id, moment_at as detached_at, instance_id as last_instance_id, moment_at as last_moment_at, kind as last_kind
        from intermediate.int_ebs_moments where false`);
    });
  });

  test('where each of many resources has a rule that names it', async () => {
    await expectGrowth('int_rule_matches', 200, async (warehouse, resources) => {
      await warehouse.execute(`create table intermediate.int_line_groups as
        select date '2017-01-01' as statement_month, n as line_group, 'AmazonS3' as aws_product, 'Requests' as usage_type, 'Get' as operation,
          '111111111111' as account_id, 'usage' as line_kind, 'bucket-' || n as resource_id, cast(null as varchar) as tags
        from range(${resources}) as numbers(n)`);
      await warehouse.execute(`create schema if not exists seeds;
        create table seeds.allocation_rules as
        select 'rule-' || n as rule_id, n as priority, 'default' as applies, 'AmazonS3' as aws_product, cast(null as varchar) as usage_type,
          cast(null as varchar) as operation, 'bucket-' || n as resource_id, cast(null as varchar) as account_id,
          cast(null as varchar) as line_kind, cast(null as varchar) as tag_key, cast(null as varchar) as tag_value, 'api' as product_area,
          cast(null as varchar) as split, 'Its own.' as reason
        from range(${resources}) as numbers(n)`);
    });
  });
});

/** Four times the rows are at most six times as many to hand on; all of them with each other would be sixteen times as many. */
async function expectGrowth(
  model: string,
  rows: number,
  fill: (warehouse: Warehouse, rows: number) => Promise<void>,
): Promise<void> {
  const sql = queries.find(({ name, kind }) => name === model && kind === 'model')?.sql;
  const handedOn = (count: number): Promise<number> =>
    withTestWarehouse(async (warehouse) => {
      await warehouse.execute('create schema intermediate');
      await fill(warehouse, count);
      const explained = await warehouse.query(`explain (analyze, format json) ${sql}`);
      // What DuckDB documents of its profiles.
      return rowsOf(JSON.parse(explained.rows[0]?.[1] ?? '') as Operator);
    });
  expect(await handedOn(4 * rows)).toBeLessThan(6 * (await handedOn(rows)));
}

function rowsOf({ operator_cardinality, children }: Operator): number {
  return children.reduce((sum, child) => sum + rowsOf(child), operator_cardinality ?? 0);
}
