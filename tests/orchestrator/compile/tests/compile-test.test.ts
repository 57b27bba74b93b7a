import { describe, expect, it } from 'vitest';
import { nodeName, runId } from '../../../../orchestrator/base/names.ts';
import type { CompileContext } from '../../../../orchestrator/compile/compiled-graph.ts';
import { compileScan, isScanned } from '../../../../orchestrator/compile/tests/compile-scan.ts';
import { compileTest } from '../../../../orchestrator/compile/tests/compile-test.ts';
import type { TestNode } from '../../../../orchestrator/graph/graph.ts';
import type { DeclaredTest } from '../../../../orchestrator/project/project.ts';
import { duckdbDialect } from '../../../../orchestrator/warehouses/duckdb/dialect.ts';
import type { Warehouse } from '../../../../orchestrator/warehouses/warehouse.ts';
import { withTestWarehouse } from '../../../support/open-test-warehouse.ts';

const context: CompileContext = {
  dialect: duckdbDialect,
  vars: {},
  environment: {},
  relationOf: String,
  thisRelation: String,
  isIncremental: () => false,
  run: { id: runId('r1'), startedAt: new Date(0), gitCommit: null, target: 'local', months: undefined },
};

const declared = { place: { file: 'x.sql' }, lineText: '', severity: 'error' } as const;
type Row = readonly (string | null)[];

/** What a test of `this` finds when `this` and `other` have these rows, in order of their text. */
async function found(
  test: DeclaredTest,
  columns: string,
  rows: readonly Row[],
  other: readonly Row[] = [],
): Promise<Row[]> {
  return withTestWarehouse(async (warehouse) => {
    for (const [name, content] of [['mine', rows] as const, ['other', other] as const]) {
      await warehouse.execute(`create table ${name} (${columns})`);
      for (const row of content) {
        await warehouse.execute(
          `insert into ${name} values (${row.map((cell) => (cell === null ? 'null' : `'${cell}'`)).join(', ')})`,
        );
      }
    }
    const result = await warehouse.query(compileTest(nodeName('mine'), test, context));
    const isSuspicious = await suspects(warehouse, test);
    if (isSuspicious !== undefined) expect(isSuspicious).toBe(result.rows.length > 0);
    return result.rows.map((row) => [...row]).sort((a, b) => (String(a) < String(b) ? -1 : 1));
  });
}

/** Whether a scan of `mine` would have the test asked; undefined of a test that no scan can answer. */
async function suspects(warehouse: Warehouse, test: DeclaredTest): Promise<boolean | undefined> {
  const of = nodeName('mine');
  const node: TestNode = {
    kind: 'test',
    name: nodeName('it'),
    reads: [of],
    test: { kind: 'generic', of, declared: test },
  };
  if (!isScanned(node)) return undefined;
  const { rows } = await warehouse.query(compileScan(of, [node], context));
  return (rows[0]?.[0] ?? '0') !== '0';
}

describe('not_null', () => {
  it('finds the rows in which any of the columns is null', async () => {
    const test: DeclaredTest = { ...declared, kind: 'not_null', columns: ['a', 'select'] };
    const rows = [
      ['1', '2', null],
      ['1', null, 'x'],
      [null, '2', 'x'],
    ];
    expect(await found(test, 'a integer, "select" integer, c varchar', rows)).toEqual(
      [
        ['1', null, 'x'],
        [null, '2', 'x'],
      ].sort((a, b) => (String(a) < String(b) ? -1 : 1)),
    );
  });
});

describe('unique', () => {
  it('finds values of several rows and takes null for a value', async () => {
    const test: DeclaredTest = { ...declared, kind: 'unique', columns: ['a', 'b'] };
    const rows = [
      ['1', 'x'],
      ['1', 'y'],
      ['1', 'x'],
      ['2', null],
      ['2', null],
      [null, 'x'],
    ];
    expect(await found(test, 'a integer, b varchar', rows)).toEqual([
      ['1', 'x', '2'],
      ['2', null, '2'],
    ]);
  });
});

describe('a scan', () => {
  it('suspects nothing where each test finds nothing, also in a table without rows', async () => {
    const columns = 'a integer, b varchar';
    const nulls = [
      ['1', null],
      [null, '1'],
      [null, null],
    ];
    expect(await found({ ...declared, kind: 'unique', columns: ['a', 'b'] }, columns, nulls)).toEqual([]);
    for (const test of [
      { ...declared, kind: 'unique', columns: ['a'] },
      { ...declared, kind: 'not_null', columns: ['a'] },
      { ...declared, kind: 'accepted_values', column: 'a', values: ['1'] },
    ] as const)
      expect(await found(test, columns, [])).toEqual([]);
  });
});

describe('accepted_values', () => {
  it('finds other values, whatever their type, and accepts null', async () => {
    const texts: DeclaredTest = { ...declared, kind: 'accepted_values', column: 'a', values: ['x', "it's"] };
    expect(await found(texts, 'a varchar', [['x'], ["it''s"], ['y'], ['y'], [null], ['X']])).toEqual([
      ['X', '1'],
      ['y', '2'],
    ]);
    const numbers: DeclaredTest = { ...declared, kind: 'accepted_values', column: 'a', values: ['1'] };
    expect(await found(numbers, 'a integer', [['1'], ['2']])).toEqual([['2', '1']]);
  });
});

describe('relationships', () => {
  it('finds values that the other relation does not have, and passes over null', async () => {
    const test: DeclaredTest = { ...declared, kind: 'relationships', column: 'a', to: 'other', field: 'a' };
    expect(await found(test, 'a varchar', [['x'], ['y'], ['y'], [null]], [['x'], ['x'], [null]])).toEqual([
      ['y', '2'],
    ]);
  });
});

describe('adds_up_to', () => {
  const test: DeclaredTest = {
    ...declared,
    kind: 'adds_up_to',
    model: 'other',
    by: ['month', 'area'],
    sum: 'cost',
    otherSum: 'cost',
  };
  const columns = 'month date, area varchar, cost decimal(38, 18)';
  const month = '2017-02-01';

  it('finds nothing where all sums are the same, in however many rows, null being a group like any other', async () => {
    const mine = [
      [month, 'api', '0.1'],
      [month, 'api', '0.2'],
      [month, null, '1'],
      [null, null, '-3'],
    ];
    const other = [
      [month, 'api', '0.3'],
      [month, null, '0.4'],
      [month, null, '0.6'],
      [null, null, '-3'],
    ];
    expect(await found(test, columns, mine, other)).toEqual([]);
  });

  it('finds a difference in the last digit that a float would not see', async () => {
    const mine = [[month, 'api', '612304.118234510000000001']];
    const other = [[month, 'api', '612304.118234510000000000']];
    expect(await found(test, columns, mine, other)).toEqual([
      [month, 'api', '612304.118234510000000001', '612304.118234510000000000', '0.000000000000000001'],
    ]);
  });

  it('takes a group that one side does not have for 0', async () => {
    const mine = [
      [month, 'api', '1'],
      [month, 'free', '0'],
      [month, 'cancelled', '5'],
      [month, 'cancelled', '-5'],
    ];
    const other = [
      [month, null, '2'],
      [month, 'nothing', null],
    ];
    const zeros = (whole: string): string => `${whole}.000000000000000000`;
    expect(await found(test, columns, mine, other)).toEqual([
      [month, null, zeros('0'), zeros('2'), zeros('-2')],
      [month, 'api', zeros('1'), zeros('0'), zeros('1')],
    ]);
  });

  it('compares columns of other names', async () => {
    const renamed: DeclaredTest = { ...test, by: ['month'], otherSum: 'area' };
    expect(
      await found(
        renamed,
        'month date, area integer, cost decimal(38, 18)',
        [[month, '7', '1']],
        [[month, '1', '9']],
      ),
    ).toEqual([]);
  });
});
