import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RunResult } from '../../../../orchestrator/run/run-result.ts';
import { type Warehouse, WarehouseError } from '../../../../orchestrator/warehouses/warehouse.ts';
import { model, openSmallProject, type SmallProject } from '../../../support/small-project.ts';

const header = {
  grain: '[kind, name]',
  tests: '[{accepted_values: {column: kind, values: [a, b]}}, {not_null: [amount]}]',
};
const names = [
  'accepted_values__things__kind',
  'not_null__things__amount',
  'not_null__things__kind__name',
  'unique__things__kind__name',
];

let project: SmallProject;
beforeEach(async () => {
  project = await openSmallProject({ 'models/rollups/things.sql': things("('a', 'x', 1), ('b', 'x', 2)") });
});
afterEach(() => project.close());

it('asks all tests of a table in one statement, and has a result of each', async () => {
  const asked: string[] = [];
  const result = await project.run({ warehouse: recording(asked) });
  expect(result.outcome).toBe('published');
  expect(statuses(result)).toEqual(Object.fromEntries(names.map((name) => [name, 'success'])));
  expect(asked.filter((sql) => sql.includes('accepted_values__things__kind'))).toEqual([
    `select
    sum(case when cast(kind as varchar) not in ('a', 'b') then 1 else 0 end) as accepted_values__things__kind,
    sum(case when amount is null then 1 else 0 end) as not_null__things__amount,
    sum(case when kind is null or name is null then 1 else 0 end) as not_null__things__kind__name,
    count(*) - count(distinct ${project.warehouse.dialect.helpers.row_hash('kind, name')}) as unique__things__kind__name
from rollups.things__b_RUN`,
  ]);
  expect(asked.filter((sql) => /having count|is null\n/.test(sql))).toEqual([]);
});

it('says of each test what it found, as if it had been asked alone', async () => {
  project.write('models/rollups/things.sql', things("('a', 'x', 1), ('a', 'x', 2), ('c', 'x', null)"));
  const result = await project.run();
  expect(result.outcome).toBe('failed');
  expect(statuses(result)).toEqual({
    accepted_values__things__kind: 'failed',
    not_null__things__amount: 'failed',
    not_null__things__kind__name: 'success',
    unique__things__kind__name: 'failed',
  });
  expect(result.nodes.find(({ node }) => node === 'unique__things__kind__name')?.failure).toMatchObject({
    kind: 'rows-found',
    test: {
      rowCount: 1,
      columns: ['kind', 'name', 'row_count'],
      rows: [['a', 'x', '2']],
      sqlPath: 'target/compiled/tests/generic/unique__things__kind__name.sql',
      again: 'npx apportion run --no-publish --select +unique__things__kind__name',
    },
  });
});

it('finds nothing in a table without rows', async () => {
  project.write('models/rollups/things.sql', things("('a', 'x', 1)", 'where 1 = 0'));
  expect((await project.run()).outcome).toBe('published');
});

it('takes rows for unique that only share their 64 bits', async () => {
  const { warehouse } = project;
  const { dialect } = warehouse;
  const colliding = { ...dialect, helpers: { ...dialect.helpers, row_hash: () => '1' } };
  const result = await project.run({ warehouse: { ...warehouse, dialect: colliding } });
  expect(statuses(result)).toEqual(Object.fromEntries(names.map((name) => [name, 'success'])));
});

it('blames the test whose column is not there, and makes the others', async () => {
  project.write(
    'models/rollups/things.sql',
    things("('a', 'x', 1), ('b', 'x', 2)").replace('not_null: [amount]', 'not_null: [amuont]'),
  );
  const result = await project.run();
  expect(statuses(result)).toMatchObject({
    not_null__things__amuont: 'failed',
    unique__things__kind__name: 'success',
    accepted_values__things__kind: 'success',
  });
  expect(result.nodes.find(({ status }) => status === 'failed')?.failure).toMatchObject({
    kind: 'refused',
    diagnostic: { file: 'models/rollups/things.sql', line: 4, message: expect.stringContaining('amuont') },
  });
});

it.each(['interrupted', 'disk-full'] as const)(
  'makes none of them when the warehouse is %s',
  async (kind) => {
    const { warehouse } = project;
    const ended: Warehouse = {
      ...warehouse,
      query: async (sql, limit) => {
        if (sql.includes('accepted_values__things__kind')) throw new WarehouseError('No more.', { kind });
        return warehouse.query(sql, limit);
      },
    };
    const result = await project.run({ warehouse: ended });
    expect(result.outcome).toBe('failed');
    expect(statuses(result)).toEqual(Object.fromEntries(names.map((name) => [name, 'skipped'])));
  },
);

it('makes only the tests that are selected', async () => {
  await project.run();
  const selected = await project.select('not_null__things__amount', 'unique__things__kind__name');
  const result = await project.run({ selected, steps: { ...testOnly }, command: 'test' });
  expect(Object.keys(statuses(result))).toEqual(['not_null__things__amount', 'unique__things__kind__name']);
});

const testOnly = { load: false, seeds: false, models: false, tests: true, publish: false };

function things(rows: string, where = ''): string {
  return model(`select * from (values ${rows}) as things (kind, name, amount) ${where}`, header);
}

function statuses({ nodes }: RunResult): Record<string, string> {
  const tests = nodes.filter(({ nodeKind }) => nodeKind === 'test');
  return Object.fromEntries(tests.map(({ node, status }) => [node, status]));
}

function recording(asked: string[]): Warehouse {
  const { warehouse } = project;
  return {
    ...warehouse,
    query(sql, limit) {
      asked.push(sql.replace(/r\d{8}t\d{6}_[0-9a-f]{4}/, 'RUN'));
      return warehouse.query(sql, limit);
    },
  };
}
