import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDiagnostics } from '../../orchestrator/base/diagnostic.ts';
import { formatCost } from '../../orchestrator/base/money.ts';
import { nodeName, runId } from '../../orchestrator/base/names.ts';
import { compileNode } from '../../orchestrator/compile/compile-node.ts';
import { buildGraph } from '../../orchestrator/graph/build-graph.ts';
import { readProject } from '../../orchestrator/project/read-project.ts';
import type { Warehouse } from '../../orchestrator/warehouses/warehouse.ts';
import { withTestWarehouse } from '../support/open-test-warehouse.ts';
import { repositoryRoot } from '../support/read-shipped-project.ts';

interface Part {
  readonly units: bigint;
  readonly cutBefore: bigint;
  readonly cutWeight: bigint;
  readonly cutTotal: bigint;
  readonly shareBefore: bigint;
  readonly shareWeight: bigint;
  readonly shareTotal: bigint;
}

/** As large as `limit`, and often one of the numbers at which one way of dividing gives way to another. */
const upTo = (limit: bigint): fc.Arbitrary<bigint> => {
  const edges = [2n, 3n, 3_600_000n, 2n ** 50n, 2n ** 53n, 2n ** 63n, 10n ** 20n].flatMap((edge) =>
    [edge - 1n, edge, edge + 1n].filter((near) => near <= limit && near >= 1n),
  );
  return fc.oneof(fc.bigInt(1n, limit), fc.bigInt(1n, 10n ** 9n), fc.constantFrom(...edges, limit));
};

/** `before` and `weight` within a total. */
const pieceOf = (total: bigint): fc.Arbitrary<readonly [bigint, bigint]> =>
  fc
    .tuple(fc.bigInt(0n, total - 1n), fc.bigInt(1n, total))
    .map(([before, weight]) => [before, 1n + ((weight - 1n) % (total - before))]);

/** Where an estimate of the quotient is off by one most often: the largest shares that are split quickly. */
const quickPart: fc.Arbitrary<Part> = fc
  .tuple(fc.bigInt(2n ** 55n, 2n ** 63n - 1n), fc.bigInt(2n ** 50n - 2n ** 40n, 2n ** 50n))
  .chain(([units, shareTotal]) =>
    pieceOf(shareTotal).map(
      ([shareBefore, shareWeight]): Part => ({
        ...{ units, cutBefore: 0n, cutWeight: 1n, cutTotal: 1n, shareBefore, shareWeight, shareTotal },
      }),
    ),
  );

const anyPart: fc.Arbitrary<Part> = fc
  .tuple(
    fc.oneof(upTo(2n ** 63n), upTo(10n ** 33n - 1n)),
    fc.boolean(),
    fc.oneof(fc.constant(1n), upTo(10n ** 16n)),
    fc.oneof(fc.bigInt(2n ** 49n, 2n ** 50n), upTo(2n ** 50n + 10n), upTo(10n ** 18n)),
  )
  .chain(([size, isNegative, cutTotal, shareTotal]) =>
    fc.tuple(pieceOf(cutTotal), pieceOf(shareTotal)).map(
      ([[cutBefore, cutWeight], [shareBefore, shareWeight]]): Part => ({
        units: isNegative ? -size : size,
        ...{ cutBefore, cutWeight, cutTotal, shareBefore, shareWeight, shareTotal },
      }),
    ),
  );

const ways = {
  // Where it may not be used, the long way is: nobody uses it there.
  quick_split: `select id, case when {{is_quick_split "unblended_cost" "cut_total" "share_total"}} then part_cost end as part_cost
    from (
      select parts.*, {{quick_split "cost_units" "share_before" "share_weight" "share_total"}} as part_cost
      from parts
      where {{is_quick_split "unblended_cost" "cut_total" "share_total"}}
    ) as quick`,
  part_costs_of: `select id, part_cost from {{part_costs_of "parts"}} as costs`,
  piece_costs_of: `select id, part_cost from {{piece_costs_of (cut_pieces_of "parts")}} as costs`,
};

describe('a part of a cost', () => {
  it.each(Object.entries(ways))('is the same by %s as by exact fractions', async (name, sql) => {
    await withTestWarehouse(async (warehouse, folder) => {
      const query = await compileQuery(folder, warehouse, sql);
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

function isSplitQuickly({ units, cutTotal, shareTotal }: Part): boolean {
  return cutTotal === 1n && units < 2n ** 63n && -units < 2n ** 63n && shareTotal <= 2n ** 50n;
}

/** The difference of the positions at both ends, each rounded down: docs/allocation.md. */
function exactly(part: Part): bigint {
  const { units, cutBefore, cutWeight, cutTotal, shareBefore, shareWeight, shareTotal } = part;
  const size = units < 0n ? -units : units;
  const until = (share: bigint): bigint =>
    (size * (cutBefore * shareTotal + cutWeight * share)) / (cutTotal * shareTotal);
  const difference = until(shareBefore + shareWeight) - until(shareBefore);
  return units < 0n ? -difference : difference;
}

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

/** The SQL of a query in the project's words. */
async function compileQuery(folder: string, warehouse: Warehouse, sql: string): Promise<string> {
  cpSync(path.join(repositoryRoot, 'macros'), path.join(folder, 'macros'), { recursive: true });
  mkdirSync(path.join(folder, 'models/staging'), { recursive: true });
  writeFileSync(path.join(folder, 'models/staging/stg_parts.sql'), `/*\ndescription: Parts.\n*/\n${sql}\n`);
  writeFileSync(
    path.join(folder, 'project.yml'),
    'name: split\nlayers: [staging]\nvars: {product_area_tag: product_area}\nmodels: {staging: {materialized: view}}\ntargets: {local: {type: duckdb, path: x.duckdb}}\ndefault_target: local\n',
  );
  const project = await readProject(folder);
  if (!project.ok) throw new Error(formatDiagnostics(project.diagnostics));
  const graph = buildGraph(project.value);
  if (!graph.ok) throw new Error(formatDiagnostics(graph.diagnostics));
  const result = compileNode(graph.value, nodeName('stg_parts'), {
    dialect: warehouse.dialect,
    vars: project.value.vars,
    environment: {},
    relationOf: (name) => name,
    thisRelation: () => '',
    isIncremental: () => false,
    run: { id: runId('r1'), startedAt: new Date(0), gitCommit: null, target: 'test', months: undefined },
  });
  if (!result.ok) throw new Error(formatDiagnostics(result.diagnostics));
  return result.compiled.sql;
}
