import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatCost, parseCost } from '../../../orchestrator/base/money.ts';
import { generateSample } from '../../../orchestrator/sample/generate-sample.ts';
import type { Warehouse } from '../../../orchestrator/warehouses/warehouse.ts';
import { buildAndPublish } from '../../support/build-project.ts';
import { withTestWarehouse } from '../../support/open-test-warehouse.ts';
import { readShippedProject } from '../../support/read-shipped-project.ts';

const tables = [
  [
    'costs_by_ecs_service',
    'rollups.costs_by_ecs_service',
    ['statement_month', 'ecs_service', 'product_area'],
  ],
  ['costs_by_product_area', 'rollups.costs_by_product_area', ['statement_month', 'product_area']],
  [
    'costs_by_aws_product',
    'rollups.costs_by_aws_product',
    ['statement_month', 'aws_product', 'product_area'],
  ],
  [
    'allocated_costs_by_method',
    'allocation.allocated_costs',
    ['statement_month', 'account_id', 'aws_product', 'method', 'product_area'],
  ],
] as const;

describe('the truth of the sample', () => {
  it.each([
    { lines: 1000, seed: 2, months: 2 },
    { lines: 12_000, seed: 1, months: 2 },
    { lines: 3000, seed: 3, months: 1 },
    { lines: 3000, seed: 3, months: 3 },
  ])(
    'equals what the models give, in every table and to the last digit: $lines lines in $months months',
    async ({ lines, seed, months }) => {
      await withTestWarehouse(async (warehouse, folder) => {
        const sample = path.join(folder, 'sample');
        expect((await generateSample({ lines, seed, months, folder: sample })).ok).toBe(true);
        await buildAndPublish({
          project: await readShippedProject(folder),
          warehouse,
          sources: {
            bill: [path.join(sample, 'bill')],
            ecs_events: [path.join(sample, 'ecs-events')],
            ebs_events: [path.join(sample, 'ebs-events')],
            resource_snapshots: [path.join(sample, 'resource-snapshots')],
          },
        });
        for (const [name, relation, keys] of tables) {
          const truth = await readTruth(sample, name);
          expect(truth.size, name).toBeGreaterThan(5 * months);
          expect(await readModels(warehouse, relation, keys), name).toEqual(truth);
        }
      });
    },
  );
});

/** Sums by key; those that are 0 say nothing and are left out. */
async function readModels(
  warehouse: Warehouse,
  relation: string,
  keys: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await warehouse.query(
    `select ${keys.join(', ')}, sum(unblended_cost) from ${relation} group by ${keys.join(', ')}`,
  );
  return sumsOf(rows.map((row) => row.map((cell) => cell ?? '')));
}

async function readTruth(sample: string, name: string): Promise<Map<string, string>> {
  const text = await readFile(path.join(sample, 'truth', `${name}.csv`), 'utf8');
  return sumsOf(
    text
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((row) => row.split(',')),
  );
}

function sumsOf(rows: readonly (readonly string[])[]): Map<string, string> {
  const sums = rows.map((row): [string, bigint] => [
    row.slice(0, -1).join(' | '),
    parseCost(row.at(-1) ?? '') ?? -1n,
  ]);
  return new Map(
    sums
      .filter(([, sum]) => sum !== 0n)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, sum]) => [key, formatCost(sum)]),
  );
}
