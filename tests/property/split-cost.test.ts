import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCost } from '../../orchestrator/base/money.ts';
import type { Warehouse } from '../../orchestrator/warehouses/warehouse.ts';
import { compileQuery } from '../support/compile-query.ts';
import { withTestWarehouse } from '../support/open-test-warehouse.ts';
import { anyPart, exactly, isSplitQuickly, type Part, quickPart, ways } from './random-parts.ts';

describe('a part of a cost', () => {
  it.each(Object.entries(ways))('is the same by %s as by exact fractions', async (name, sql) => {
    await withTestWarehouse(async (warehouse, folder) => {
      const query = await compileQuery(folder, warehouse.dialect, sql);
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.oneof(anyPart, quickPart), { minLength: 400, maxLength: 400 }),
          async (parts) => {
            await fill(warehouse, parts);
            const { rows } = await warehouse.query(
              `select id, part_cost from (${query}) as asked order by id`,
            );
            const isQuick = name === 'quick_split';
            const asked = parts.flatMap((part, id) =>
              isQuick && !isSplitQuickly(part) ? [] : [[String(id), formatCost(exactly(part))]],
            );
            expect(rows).toEqual(asked);
          },
        ),
        { numRuns: 8, endOnFailure: true },
      );
    });
  });
});

async function fill(warehouse: Warehouse, parts: readonly Part[]): Promise<void> {
  const rows = parts.map((part, id) => {
    const { units, cutBefore, cutWeight, cutTotal, shareBefore, shareWeight, shareTotal } = part;
    const whole = [units, cutBefore, cutWeight, cutTotal, shareBefore, shareWeight, shareTotal];
    return `(${id}, cast('${formatCost(units)}' as decimal(38,18)), ${whole.map((number) => `cast('${number}' as hugeint)`).join(', ')})`;
  });
  const columns =
    'id, unblended_cost, cost_units, cut_before, cut_weight, cut_total, share_before, share_weight, share_total';
  await warehouse.execute(
    `create or replace table parts as select * from (values ${rows.join(', ')}) as given(${columns})`,
  );
}
