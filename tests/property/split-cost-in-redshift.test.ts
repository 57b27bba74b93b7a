import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { init } from '@guanmingchiu/sqlparser-ts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatCost } from '../../orchestrator/base/money.ts';
import { redshiftDialect } from '../../orchestrator/warehouses/redshift/sql/dialect.ts';
import { compileQuery } from '../support/compile-query.ts';
import { evaluateRow } from '../support/evaluate-redshift.ts';
import { openPostgres, type RedshiftStandIn } from '../support/open-postgres.ts';
import { decimal } from '../support/redshift-decimals.ts';
import { anyPart, exactly, isSplitQuickly, type Part, quickPart, ways } from './random-parts.ts';

/** A row of `parts`: the cost, and every whole number as the big integer that it is in the models. */
const columns = ({ units, ...weights }: Part): readonly (readonly [string, bigint])[] => [
  ['cost_units', units],
  ['cut_before', weights.cutBefore],
  ['cut_weight', weights.cutWeight],
  ['cut_total', weights.cutTotal],
  ['share_before', weights.shareBefore],
  ['share_weight', weights.shareWeight],
  ['share_total', weights.shareTotal],
];

const everyWay = {
  ...ways,
  split_cost: `select id, {{split_cost units=(cost_to_units "unblended_cost")
    cut_before="cut_before" cut_weight="cut_weight" cut_total="cut_total"
    share_before="share_before" share_weight="share_weight" share_total="share_total"}} as part_cost from parts`,
};

let folder: string;
let postgres: RedshiftStandIn;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'apportion-split-'));
  await init();
  postgres = await openPostgres();
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await postgres.close();
});

describe('a part of a cost in Redshift', () => {
  it.each(Object.entries(everyWay))(
    'is the same by %s as by exact fractions, in Postgres',
    async (name, sql) => {
      const query = await compileQuery(folder, redshiftDialect, sql);
      const parts = fc.array(fc.oneof(anyPart, quickPart), { minLength: 200, maxLength: 200 });
      await fc.assert(
        fc.asyncProperty(parts, async (given) => {
          await postgres.execute(tableOf(given));
          const rows = await postgres.rows(
            `select id, cast(part_cost as decimal(38,18)) from (${query}) as asked order by id`,
          );
          const isQuick = name === 'quick_split';
          const asked = given.flatMap((part, id) =>
            isQuick && !isSplitQuickly(part) ? [] : [[String(id), formatCost(exactly(part))]],
          );
          expect(rows).toEqual(asked);
        }),
        { numRuns: 5, endOnFailure: true },
      );
    },
  );

  // `quick_split` is for some parts only, and evaluated in `part_costs_of`.
  const { quick_split: _, ...ofAllParts } = everyWay;
  it.each(Object.entries(ofAllParts))(
    'is the same by %s with the digits that Redshift keeps',
    async (_name, sql) => {
      const query = await compileQuery(folder, redshiftDialect, sql);
      fc.assert(
        fc.property(fc.oneof(anyPart, quickPart), (part) => {
          const row = Object.fromEntries(
            columns(part).map(([name, number]) => [name, decimal(number, 38, 0)]),
          );
          const given = evaluateRow(query, {
            id: 'x',
            unblended_cost: decimal(part.units, 38, 18),
            ...row,
          });
          expect(given.part_cost).toEqual(decimal(exactly(part), 38, 18));
        }),
        { numRuns: 300, endOnFailure: true },
      );
    },
  );
});

function tableOf(parts: readonly Part[]): string {
  const rows = parts.map((part, id) => {
    const numbers = columns(part).map(([name, number]) => `cast('${number}' as decimal(38,0)) as ${name}`);
    return `select ${id} as id, cast('${formatCost(part.units)}' as decimal(38,18)) as unblended_cost, ${numbers.join(', ')}`;
  });
  return `drop table if exists parts; create table parts as ${rows.join(' union all ')};`;
}
