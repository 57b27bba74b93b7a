import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatCost, parseCost } from '../../orchestrator/base/money.ts';
import type { Warehouse } from '../../orchestrator/warehouses/warehouse.ts';
import { buildAndPublish, buildProject } from '../support/build-project.ts';
import { queryValue, withTestWarehouse } from '../support/open-test-warehouse.ts';
import { readShippedProject } from '../support/read-shipped-project.ts';
import { hasSharedData, sharedData, sharedDataTitle } from '../support/shared-data.ts';

/** Which column of checks.json each bill's rollups must add up to. */
const billSums: Readonly<Record<string, string>> = {
  'dbr/aws-cost-miner-2019-08.csv': 'Cost',
  'cur/focus-converters-2023-11.csv.gz': 'lineItem/UnblendedCost',
  'cur/Oct2018-WorkshopCUR-00001.snappy.parquet': 'line_item_unblended_cost',
  'cur/Dec2018-WorkshopCUR-00001.snappy.parquet': 'line_item_unblended_cost',
  'cur/walabs-Step1CUR-ctrlA-with-header.gz': 'line_item_unblended_cost',
  'cur/keboola-MockTestReport-00001.csv.zip': 'lineItem/UnblendedCost',
  'cur2/keboola-MockTestReportV2-00001.csv.gz': 'line_item_unblended_cost',
  'focus/focus10-sample-first600.csv.gz': 'BilledCost',
};

/** Bills that are refused, and the words that the refusal must have. */
const refusals: Readonly<Record<string, readonly string[]>> = {
  'cur2/fivetran-seed-map-columns-no-costs.csv': ['line_item_unblended_cost'],
  'focus/spec/commitment_discount_purchase_scenario_1.csv': ['missing-column', 'BillingCurrency'],
  'focus/spec/commitment_discount_purchase_scenario_2.csv': ['missing-column', 'BillingCurrency'],
  'focus/spec/commitment_discount_purchase_scenario_3.csv': ['missing-column', 'BillingCurrency'],
  'focus/spec/commitment_discount_usage_scenario_1.csv': ['missing-column', 'BillingCurrency'],
  'focus/spec/commitment_discount_usage_scenario_2.csv': ['missing-column', 'BillingCurrency'],
  'focus/spec/flex_100pct_2_resources.csv': ['missing-column', 'BillingCurrency'],
  'focus/spec/simple_saas_agreements_a1.csv': ['bad-value'],
  'focus/spec/simple_saas_agreements_c.csv': ['bad-value', '$10,100.00 '],
  'focus/spec/saas_spend_agreements_b1.csv': ['bad-value', '4/1/25'],
  'focus/spec/virtual_currency_pricing_model_a1.csv': ['bad-value', '4/1/25'],
  'focus/spec/virtual_currency_pricing_model_a2.csv': ['bad-value', '4/1/25'],
};

const rollups = ['costs_by_product_area', 'costs_by_aws_product', 'costs_by_ecs_service'];

describe.skipIf(!hasSharedData)(sharedDataTitle('real bills'), () => {
  const checks = hasSharedData ? readChecks() : {};

  it.each(Object.entries(billSums))('%s adds up to its %s in every rollup', async (file, column) => {
    await withTestWarehouse(async (warehouse, folder) => {
      const project = await readShippedProject(folder);
      await buildAndPublish({ project, warehouse, sources: { bill: [path.join(sharedData, file)] } });
      for (const rollup of rollups) {
        expect(await sumOf(warehouse, rollup), rollup).toBe(exactly(checks[file]?.sum(column)));
      }
    });
  });

  it.each(Object.entries(refusals))('%s is refused with a message that is right', async (file, words) => {
    await withTestWarehouse(async (warehouse, folder) => {
      const project = await readShippedProject(folder);
      const result = await buildProject({
        project,
        warehouse,
        sources: { bill: [path.join(sharedData, file)] },
      });
      expect(result.outcome).toBe('failed');
      for (const word of words) expect(JSON.stringify(result.diagnostics)).toContain(word);
    });
  });

  it('builds two months of one account with different columns in one run', async () => {
    await withTestWarehouse(async (warehouse, folder) => {
      const project = await readShippedProject(folder);
      const files = ['Oct', 'Dec'].map((month) =>
        path.join(sharedData, `cur/${month}2018-WorkshopCUR-00001.snappy.parquet`),
      );
      const result = await buildAndPublish({ project, warehouse, sources: { bill: files } });
      expect(result.months).toEqual(['2018-10-01', '2018-12-01']);
      for (const rollup of rollups) {
        expect(await sumOf(warehouse, rollup, '2018-10-01')).toBe(exactly('4064.4831315379'));
        expect(await sumOf(warehouse, rollup, '2018-12-01')).toBe(exactly('408.3759924354'));
      }
    });
  });

  it('gives the departments of October 2018 exactly their tagged cost', async () => {
    const departments = ['Analytics', 'CentralIT', 'Finance', 'Marketing', 'Sales'];
    await withTestWarehouse(async (warehouse, folder) => {
      const project = await readShippedProject(folder, {
        product_areas: [...departments, 'idle', 'unallocated'].map((name) => [name, 'A department.']),
        ecs_services: [],
        allocation_rules: [],
        allocation_splits: [],
      });
      await buildAndPublish({
        project,
        warehouse,
        sources: { bill: [path.join(sharedData, 'cur/Oct2018-WorkshopCUR-00001.snappy.parquet')] },
        vars: { product_area_tag: 'department' },
      });
      const byMethod = async (method: string): Promise<Record<string, string>> => {
        const { rows } = await warehouse.query(
          `select product_area, sum(unblended_cost) from allocation.allocated_costs where method = '${method}' group by product_area order by product_area`,
        );
        return Object.fromEntries(rows.map(([area, cost]) => [area ?? '', cost ?? '']));
      };
      expect(await byMethod('tag')).toEqual({
        Analytics: exactly('38.5659982298'),
        CentralIT: exactly('180.7392562943'),
        Finance: exactly('0.012710'),
        Marketing: exactly('12.8195820005'),
        Sales: exactly('149.3746881614'),
      });
      // No untagged line of this month is of a resource that another line tags, so nothing moves: 0 of the 3682.97.
      expect(await byMethod('resource_tag')).toEqual({});
      expect(await byMethod('unallocated')).toEqual({ unallocated: exactly('3682.9708968519') });
    });
  });
});

async function sumOf(warehouse: Warehouse, rollup: string, month?: string): Promise<string | null> {
  const condition = month === undefined ? '' : ` where statement_month = date '${month}'`;
  return queryValue(warehouse, `select sum(unblended_cost) from rollups.${rollup}${condition}`);
}

/** A decimal as the warehouse prints a cost: with 18 digits after the point. */
function exactly(text: string | undefined): string {
  const units = parseCost(text ?? '');
  if (units === undefined) throw new Error(`"${text}" is not a sum of checks.json`);
  return formatCost(units);
}

/** The sums of checks.json: those of delimited files stand under `sums`, those of parquet files beside the other facts. */
function readChecks(): Record<string, { sum: (column: string) => string | undefined }> {
  const text = readFileSync(path.join(sharedData, 'checks.json'), 'utf8');
  // The file's shape is described in SOURCES.md beside it; what is not there fails in `exactly`.
  const files = JSON.parse(text) as Record<
    string,
    Record<string, string> & { sums?: Record<string, string> }
  >;
  return Object.fromEntries(
    Object.entries(files).map(([file, facts]) => [file, { sum: (column) => (facts.sums ?? facts)[column] }]),
  );
}
