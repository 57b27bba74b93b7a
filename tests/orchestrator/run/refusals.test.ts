import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Warehouse, WarehouseError } from '../../../orchestrator/warehouses/warehouse.ts';
import { model, openSmallProject, type SmallProject } from '../../support/small-project.ts';

let project: SmallProject;
beforeEach(async () => {
  project = await openSmallProject({ 'models/rollups/thing.sql': model('select 1 as x') });
});
afterEach(() => project.close());

it('makes a refusal at publication the failure of its node, and shows readers nothing', async () => {
  await project.run();
  const { warehouse } = project;
  project.write('models/rollups/thing.sql', model('select 2 as x'));
  project.write('models/rollups/other.sql', model('select 2 as x'));
  // Somebody takes the table away between the build and the publication.
  const disturbed: Warehouse = {
    ...warehouse,
    async transaction(statements) {
      if (statements.includes('drop table rollups.thing'))
        await warehouse.execute('drop table rollups.thing');
      return warehouse.transaction(statements);
    },
  };
  const result = await project.run({ warehouse: disturbed });
  expect(result.outcome).toBe('failed');
  expect(result.nodes.map(({ node, status }) => [node, status])).toEqual([
    ['other', 'success'],
    ['thing', 'failed'],
  ]);
  expect(await project.relations()).toEqual([]);
});

it.each(['out-of-memory', 'disk-full', 'other'] as const)(
  'tells what to do when the warehouse itself is in trouble: %s',
  async (kind) => {
    const troubled: Warehouse = {
      ...project.warehouse,
      transaction: async () => {
        throw new WarehouseError('No more.', { kind });
      },
    };
    const result = await project.run({ warehouse: troubled });
    expect(result.outcome).toBe('failed');
    const [diagnostic] = result.diagnostics;
    expect(diagnostic).toMatchObject({
      code: 'warehouse-refused',
      message: 'The warehouse refused a statement: No more.',
    });
    expect(diagnostic?.hint?.length).toBeGreaterThan(20);
  },
);

it('does not call a database that may not be written a bug', async () => {
  const troubled: Warehouse = {
    ...project.warehouse,
    transaction: async () => {
      throw new WarehouseError('Cannot open file "x.duckdb.wal": Permission denied', { kind: 'other' });
    },
  };
  const [diagnostic] = (await project.run({ warehouse: troubled })).diagnostics;
  expect(diagnostic?.hint).toContain('have to be writable');
  expect(diagnostic?.hint).not.toContain('bug');
});

it('names the place in a macro whose text the warehouse refuses', async () => {
  project.write('macros/bad_sum.sql', '/*\ndescription: Bad.\nparameters: [x]\n*/\nnosuchfunction({{x}})\n');
  project.write('models/rollups/thing.sql', model('select\n    {{bad_sum "1"}} as x'));
  const [result] = (await project.run()).nodes;
  expect(result?.failure).toMatchObject({
    kind: 'refused',
    diagnostic: {
      file: 'models/rollups/thing.sql',
      line: 5,
      column: 5,
      message: expect.stringContaining('The text is that of macros/bad_sum.sql:5:1, called here.'),
    },
  });
});

it('does not fail for its journal', async () => {
  project.write('target/runs', 'a file where the folder of journals should be');
  const result = await project.run();
  expect(result.outcome).toBe('published');
  expect(result.diagnostics).toMatchObject([
    { severity: 'warning', message: expect.stringContaining('The journal of the run cannot be written') },
  ]);
});
