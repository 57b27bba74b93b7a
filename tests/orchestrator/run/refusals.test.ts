import { afterEach, beforeEach, expect, it } from 'vitest';
import { exitCodeOf } from '../../../orchestrator/commands/exit-code-of.ts';
import { formatOutcome } from '../../../orchestrator/report/format-outcome.ts';
import { plainScreen } from '../../../orchestrator/report/screen.ts';
import { openDuckDb } from '../../../orchestrator/warehouses/duckdb/open-duckdb.ts';
import { type Warehouse, WarehouseError } from '../../../orchestrator/warehouses/warehouse.ts';
import { model, openSmallProject, type SmallProject } from '../../support/small-project.ts';

let project: SmallProject;
beforeEach(async () => {
  project = await openSmallProject({ 'models/rollups/thing.sql': model('select 1 as x') });
});
afterEach(() => project.close());

const isPublication = (statements: readonly string[]): boolean =>
  statements.some((sql) => sql.includes('rename to'));

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

it.each(['out-of-memory', 'other'] as const)(
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

it.each([
  [
    'while it builds',
    { execute: true },
    'disk-full',
    'TransactionContext Error: Failed to commit: No space left on device',
  ],
  ['at the publication', { transaction: true }, 'disk-full', 'Failed to commit: No space left on device'],
  [
    'while it builds',
    { execute: true },
    'other',
    'database has been invalidated because of a previous fatal error',
  ],
] as const)('says once that the warehouse can do no more: %s, %j, %s', async (_when, at, kind, message) => {
  const files = ['a', 'b', 'c', 'd', 'e'];
  for (const file of files) project.write(`models/rollups/${file}.sql`, model('select 1 as x'));
  const { warehouse } = project;
  const refuse = async () => {
    throw new WarehouseError(message, { kind });
  };
  const troubled: Warehouse = {
    ...warehouse,
    execute: (sql) => ('execute' in at && sql.includes('__b_') ? refuse() : warehouse.execute(sql)),
    transaction: (statements) =>
      'transaction' in at && isPublication(statements) ? refuse() : warehouse.transaction(statements),
  };
  const result = await project.run({ warehouse: troubled });
  expect(result.outcome).toBe('failed');
  expect(result.nodes.filter(({ status }) => status === 'failed')).toEqual([]);
  expect(result.diagnostics).toHaveLength(1);
  const code = kind === 'disk-full' ? 'disk-full' : 'warehouse-refused';
  expect(result.diagnostics[0]).toMatchObject({ code, message: expect.stringContaining(message) });
  if (kind === 'disk-full') expect(result.diagnostics[0]?.message).toContain('"target/small.duckdb"');
  if ('execute' in at) {
    expect(result.nodes.map(({ failure }) => failure)).toEqual(
      ['thing', ...files].map(() => ({ kind: 'skipped', because: 'warehouse' })),
    );
  }
});

it('says that it is not known whether it was published when the warehouse cannot say so, and takes nothing away', async () => {
  const { warehouse } = project;
  const purposes: (string | undefined)[] = [];
  const silent: Warehouse = {
    ...warehouse,
    // It takes effect.
    transaction: async (statements, purpose, options) => {
      purposes.push(purpose?.name);
      await warehouse.transaction(statements, purpose, options);
      if (purpose?.name === '(publish)') throw new WarehouseError('No answer came.', { kind: 'unknown' });
    },
  };
  const result = await project.run({ warehouse: silent });
  expect(result.outcome).toBe('unknown');
  expect(exitCodeOf(result)).toBe(1);
  expect(purposes.at(-1)).toBe('(publish)');
  expect(result.diagnostics).toMatchObject([
    {
      code: 'publication-unknown',
      message: `It is not known whether run ${result.runId} was published on target "local", all of it or nothing: it was sent, and no answer came. No answer came.`,
      hint: expect.stringContaining(`"apportion report --run ${result.runId}"`),
    },
  ]);
  expect(formatOutcome(result, plainScreen)).toMatch(
    /^Failed after .*Whether it was published is not known\.$/,
  );
  expect(await project.rows('select x from rollups.thing')).toEqual([['1']]);
});

it('stops at once when another run has taken the lock, and says so once', async () => {
  for (const file of ['a', 'b', 'c']) project.write(`models/rollups/${file}.sql`, model('select 1 as x'));
  const { warehouse } = project;
  const losing: Warehouse = {
    ...warehouse,
    execute: async () => {
      throw new WarehouseError('Another run has it.', { kind: 'lock-lost' });
    },
  };
  const result = await project.run({ warehouse: losing });
  expect(result.outcome).toBe('failed');
  expect(result.nodes.every(({ status }) => status === 'skipped')).toBe(true);
  expect(result.diagnostics).toMatchObject([
    {
      code: 'lock-lost',
      message: 'The run no longer has target "local" for itself, so it has stopped. Another run has it.',
      hint: expect.stringContaining('Nothing of it was published.'),
    },
  ]);
});

it('tells the warehouse what each statement is for, and keeps the ids that it gives', async () => {
  const { warehouse } = project;
  const purposes = new Set<string>();
  const telling: Warehouse = {
    ...warehouse,
    execute: (sql, purpose) => {
      purposes.add(purpose?.name ?? 'none');
      purpose?.onQueryId?.('4711');
      return warehouse.execute(sql);
    },
    transaction: (statements, purpose) => {
      purposes.add(purpose?.name ?? 'none');
      return warehouse.transaction(statements);
    },
  };
  const result = await project.run({ warehouse: telling });
  expect(result.outcome).toBe('published');
  expect([...purposes].sort()).toEqual(['(cleanup)', '(prepare)', '(publish)', 'thing']);
  expect(result.nodes[0]?.queryIds).toEqual(['4711']);
});

it('ends with one message that names the model for which the memory was too little', async () => {
  const warehouse = await openDuckDb({ path: ':memory:', memory: '30MB', threads: 1 });
  try {
    expect((await project.run({ warehouse })).outcome).toBe('published');
    project.write('models/rollups/after.sql', model('select x from {{ref "thing"}}'));
    // A list is one value, which cannot be spilled.
    project.write('models/rollups/thing.sql', model('select list(range) as x from range(20000000)'));
    const result = await project.run({ warehouse });
    expect(result.outcome).toBe('failed');
    expect(result.nodes.map(({ failure }) => failure)).toEqual([
      { kind: 'skipped', because: 'warehouse' },
      { kind: 'skipped', because: 'thing' },
    ]);
    expect(result.diagnostics).toHaveLength(1);
    const [diagnostic] = result.diagnostics;
    expect(diagnostic?.message).toMatch(/^The warehouse refused a statement of "thing": .*\d+[^\n]*used\)$/);
    expect(diagnostic?.hint).toContain("the target's setting `memory`");
    expect((await warehouse.query('select x from rollups.thing')).rows).toEqual([['1']]);
    expect((await warehouse.relations()).map(({ name }) => name)).toEqual(['thing']);
  } finally {
    await warehouse.close();
  }
});

it('does not say that nothing was published when only what comes after it failed', async () => {
  const troubled: Warehouse = {
    ...project.warehouse,
    async transaction(statements) {
      await project.warehouse.transaction(statements);
      const message = 'Transaction COMMIT succeeded and is durable, but the autocheckpoint failed.';
      if (isPublication(statements)) throw new WarehouseError(message, { kind: 'disk-full' });
    },
  };
  const result = await project.run({ warehouse: troubled });
  expect(await project.relations()).toEqual(['rollups.thing']);
  expect(result.outcome).toBe('published');
  expect(result.diagnostics[0]?.hint).toBe('Make room there; the run was published before that.');
});

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
