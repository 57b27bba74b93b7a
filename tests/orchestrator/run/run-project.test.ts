import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../orchestrator/run/run-event.ts';
import { runSteps } from '../../../orchestrator/run/run-options.ts';
import { model, openSmallProject, type SmallProject } from '../../support/small-project.ts';

let project: SmallProject;
beforeEach(async () => {
  project = await openSmallProject({
    'seeds/seeds.yml': `areas: {description: Areas., columns: {area: {type: text}, weight: {type: integer}, since: {type: date}}, grain: [area]}\n`,
    'seeds/areas.csv': `area,weight,since\napi,3,2017-01-01\n"it's, web",,\n`,
    'models/staging/stg_areas.sql': model('select area, weight, since from {{ref "areas"}}'),
    'models/rollups/area_counts.sql': model(
      'select count(*) as areas, sum(weight) as weight from {{ref "stg_areas"}}',
    ),
    'tests/assertions/there_are_areas.sql': `/*
description: There is at least one area.
severity: error
*/
select areas from {{ref "area_counts"}} where areas = 0
`,
  });
});
afterEach(() => project.close());

it('builds everything, tests it, publishes it, and leaves nothing else behind', async () => {
  const events: RunEvent[] = [];
  const result = await project.run({ onEvent: (event) => events.push(event) });
  expect(result.diagnostics).toEqual([]);
  expect(result.nodes.map(({ node, status }) => `${node} ${status}`)).toContain('area_counts success');
  expect(result.outcome).toBe('published');
  expect(await project.relations()).toEqual(['rollups.area_counts', 'seeds.areas', 'staging.stg_areas']);
  expect(await project.rows('select * from staging.stg_areas order by area')).toEqual([
    ['api', '3', '2017-01-01'],
    ["it's, web", null, null],
  ]);
  expect(result.nodes.find(({ node }) => node === 'stg_areas')?.rows).toBe(2);
  const kinds = events.map(({ kind }) => kind).filter((kind) => !kind.startsWith('node-'));
  expect(kinds).toEqual(['run-started', 'build-started', 'publish-started', 'published', 'run-finished']);
});

it('shows readers nothing new while it builds, and all of it at once', async () => {
  await project.run();
  project.write('seeds/areas.csv', 'area,weight,since\nnew,1,\n');
  const seen: unknown[] = [];
  await project.run({
    onEvent: (event) => {
      if (event.kind === 'node-finished') seen.push(project.rows('select areas from rollups.area_counts'));
    },
  });
  for (const rows of await Promise.all(seen)) expect([[['2']], [['1']]]).toContainEqual(rows);
  expect(await project.rows('select areas from rollups.area_counts')).toEqual([['1']]);
});

it('publishes nothing when a test with severity error finds rows', async () => {
  await project.run();
  project.write('seeds/areas.csv', 'area,weight,since\n');
  const result = await project.run();
  expect(result.outcome).toBe('failed');
  expect(result.nodes.find(({ node }) => node === 'there_are_areas')).toMatchObject({
    status: 'failed',
    failure: {
      kind: 'rows-found',
      test: {
        rowCount: 1,
        columns: ['areas'],
        rows: [['0']],
        again: 'npx apportion run --no-publish --select +there_are_areas',
        sqlPath: 'target/compiled/tests/assertions/there_are_areas.sql',
      },
    },
  });
  expect(await project.rows('select areas from rollups.area_counts')).toEqual([['2']]);
  expect((await project.relations()).filter((name) => name.includes('__b_'))).toEqual([]);
});

it('publishes in spite of a test with severity warn, and keeps the first twenty rows it found', async () => {
  project.write(
    'tests/assertions/there_are_areas.sql',
    '/*\ndescription: Nothing.\nseverity: warn\n*/\nselect range as n from range(1234) order by n\n',
  );
  const result = await project.run();
  expect(result.outcome).toBe('published');
  const warned = result.nodes.find(({ node }) => node === 'there_are_areas');
  expect(warned).toMatchObject({ status: 'warned', failure: { test: { rowCount: 1234 } } });
  expect(warned?.failure?.kind === 'rows-found' && warned.failure.test.rows.length).toBe(20);
});

it('fails at the line and column of the model, skips what is downstream, and goes on with the rest', async () => {
  project.write(
    'models/staging/stg_areas.sql',
    model('select\n    area,\n    wait as weight\nfrom {{ref "areas"}}'),
  );
  project.write('models/rollups/other.sql', model('select 1 as x'));
  const result = await project.run();
  expect(result.outcome).toBe('failed');
  const statuses = Object.fromEntries(result.nodes.map(({ node, status }) => [node, status]));
  expect(statuses).toMatchObject({
    stg_areas: 'failed',
    area_counts: 'skipped',
    there_are_areas: 'skipped',
    other: 'success',
  });
  expect(result.nodes.find(({ node }) => node === 'stg_areas')?.failure).toMatchObject({
    kind: 'refused',
    diagnostic: {
      file: 'models/staging/stg_areas.sql',
      line: 6,
      column: 5,
      lineText: '    wait as weight',
      sqlPath: 'target/compiled/models/staging/stg_areas.sql',
    },
  });
  expect(result.nodes.find(({ node }) => node === 'area_counts')?.failure).toEqual({
    kind: 'skipped',
    because: 'stg_areas',
  });
  expect(await project.relations()).toEqual([]);
});

it('takes away what a run that died has left, and says so', async () => {
  await project.run();
  const dead = 'r20170101t000000_dead';
  await project.warehouse.execute(`create table rollups.area_counts__b_${dead} as select 1 as x`);
  await project.warehouse.execute(
    `create view rollups.v__b_${dead} as select x from rollups.area_counts__b_${dead}`,
  );
  const events: RunEvent[] = [];
  await project.run({ onEvent: (event) => events.push(event) });
  expect(events.find(({ kind }) => kind === 'cleaned-up')).toEqual({
    kind: 'cleaned-up',
    relations: [`rollups.area_counts__b_${dead}`, `rollups.v__b_${dead}`],
  });
  expect((await project.relations()).length).toBe(3);
});

it('ends at an interruption with nothing published and nothing left behind', async () => {
  project.write(
    'models/rollups/slow.sql',
    model(`select count(*) as c from range(100000000) as a cross join range(100000) as b`),
  );
  const interruption = new AbortController();
  const effects = {
    now: () => new Date(),
    environment: {},
    workingFolder: project.root,
    interrupted: interruption.signal,
  };
  const events: string[] = [];
  const result = await project.run({
    effects,
    onEvent: (event) => {
      events.push(event.kind);
      if (event.kind === 'node-started' && event.node === 'slow') setTimeout(() => interruption.abort(), 50);
    },
  });
  expect(result.outcome).toBe('interrupted');
  expect(events).toContain('interrupted');
  expect(result.nodes.find(({ node }) => node === 'slow')).toMatchObject({
    status: 'skipped',
    failure: { kind: 'skipped', because: 'interrupted' },
  });
  expect(await project.relations()).toEqual([]);
});

it('builds only what is selected, reading what is published of the rest', async () => {
  await project.run();
  project.write('models/rollups/area_counts.sql', model('select 7 as areas from {{ref "stg_areas"}}'));
  project.write('seeds/areas.csv', 'area,weight,since\nx,1,\ny,1,\nz,1,\n');
  const result = await project.run({ selected: await project.select('area_counts') });
  expect(result.nodes.map(({ node }) => node)).toEqual(['area_counts', 'there_are_areas']);
  expect(await project.rows('select * from rollups.area_counts')).toEqual([['7'], ['7']]);
});

it('builds and tests without publishing, and leaves nothing behind', async () => {
  const steps = { ...runSteps.run, publish: false };
  const result = await project.run({ steps });
  expect(result.outcome).toBe('done');
  expect(result.nodes.find(({ node }) => node === 'there_are_areas')?.status).toBe('success');
  expect(await project.relations()).toEqual([]);
  await project.run();
  project.write('seeds/areas.csv', 'area,weight,since\n');
  expect((await project.run({ steps })).outcome).toBe('failed');
  expect(await project.rows('select areas from rollups.area_counts')).toEqual([['2']]);
  expect((await project.relations()).filter((name) => name.includes('__b_'))).toEqual([]);
});

it('says which tables are not there yet, in place of each test that looks at them', async () => {
  const nothing = await project.run({ steps: runSteps.test, command: 'test' });
  expect(nothing.outcome).toBe('failed');
  expect(nothing.diagnostics.map(({ code, message }) => [code, message])).toEqual([
    [
      'not-built',
      '"seeds.areas" is not there yet on target "local", so 2 tests could not look; npx apportion build makes it.',
    ],
    [
      'not-built',
      '"rollups.area_counts" is not there yet on target "local", so a test could not look; npx apportion build makes it.',
    ],
  ]);
  await project.run({ steps: runSteps.seed, command: 'seed' });
  const seeds = await project.run({ steps: runSteps.test, command: 'test' });
  expect(seeds.diagnostics).toHaveLength(1);
  expect(seeds.nodes.map(({ status }) => status)).toEqual(['success', 'success']);
});

it('tests what is published when it builds nothing', async () => {
  await project.run();
  const result = await project.run({ steps: runSteps.test, command: 'test' });
  expect(result.outcome).toBe('done');
  expect(result.nodes.every(({ nodeKind, status }) => nodeKind === 'test' && status === 'success')).toBe(
    true,
  );
  await project.warehouse.execute('delete from rollups.area_counts');
  await project.warehouse.execute('insert into rollups.area_counts values (0, 0)');
  const failed = await project.run({ steps: runSteps.test, command: 'test' });
  expect(failed.outcome).toBe('failed');
});

it('publishes seeds alone, with the tests of seeds alone', async () => {
  const result = await project.run({ steps: runSteps.seed, command: 'seed' });
  expect(result.outcome).toBe('published');
  expect(result.nodes.map(({ node }) => node)).toContain('unique__areas__area');
  expect(await project.relations()).toEqual(['seeds.areas']);
});

it('skips an assertion on what is published until there is something', async () => {
  project.write(
    'tests/assertions/published_once.sql',
    '/*\ndescription: Nothing is published yet.\nreads: published\n*/\nselect areas from {{ref "area_counts"}}\n',
  );
  expect((await project.run()).outcome).toBe('published');
  expect((await project.run()).outcome).toBe('failed');
});

it('writes a journal as it goes, and the SQL that it sent', async () => {
  const result = await project.run();
  const journal = path.join(project.root, 'target', 'runs', result.runId, 'journal.jsonl');
  const kinds = readFileSync(journal, 'utf8')
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as RunEvent).kind);
  expect(kinds[0]).toBe('run-started');
  expect(kinds.at(-1)).toBe('run-finished');
  const sql = path.join(project.root, 'target/compiled/models/staging/stg_areas.sql');
  expect(existsSync(sql)).toBe(true);
  expect(readFileSync(sql, 'utf8')).toContain(`areas__b_${result.runId}`);
});

it('gives the same whatever the order in which nodes start', async () => {
  for (let i = 0; i < 5; i++) {
    const result = await project.run({
      startOrder: (ready) => [...ready].sort(() => Math.random() - 0.5),
    });
    expect(result.outcome).toBe('published');
    expect(await project.rows('select areas, weight from rollups.area_counts')).toEqual([['2', '3']]);
  }
});

it('adds to all append-only models or to none', async () => {
  const history = model('select areas from {{ref "area_counts"}}', { materialized: 'history' });
  project.write('models/rollups/first_history.sql', history);
  project.write('models/rollups/second_history.sql', history);
  const events: RunEvent[] = [];
  const selected = await project.select('+first_history');
  const result = await project.run({ selected, onEvent: (event) => events.push(event) });
  expect(result.outcome).toBe('published');
  expect(await project.relations()).not.toContain('rollups.first_history');
  const warnings = events.flatMap((event) => (event.kind === 'warning' ? [event.diagnostic.code] : []));
  expect(warnings).toEqual(['part-of-history']);
  await project.run({ selected: await project.select('+first_history', '+second_history') });
  expect(await project.relations()).toContain('rollups.first_history');
});

it('makes the tables of what it builds with it, if it adds to the histories', async () => {
  const parts = model('select range * {{var "factor"}} as part from range(3)');
  project.write(
    'project.yml',
    'name: small\nlayers: [raw, staging, rollups]\nvars: {factor: 1}\ntargets: {local: {type: duckdb, path: x.duckdb}}\ndefault_target: local\n',
  );
  project.write('models/staging/stg_parts.sql', parts);
  project.write(
    'models/rollups/totals.sql',
    model('select sum(part) as total from {{ref "stg_parts"}}', { materialized: 'history' }),
  );
  project.write('models/rollups/largest.sql', model('select max(part) as part from {{ref "stg_parts"}}'));
  const largest = async () => (await project.rows('select part from rollups.largest')).flat();
  await project.run();
  await project.run({ vars: { factor: '2' }, selected: await project.select('stg_parts') });
  expect(await largest()).toEqual(['2']);
  await project.run({ vars: { factor: '3' }, selected: await project.select('+totals') });
  expect(await largest()).toEqual(['6']);
  const selected = await project.select('+totals');
  await project.run({ vars: { factor: '4' }, selected, excluded: await project.select('largest') });
  expect(await largest()).toEqual(['6']);
  expect((await project.rows('select total from rollups.totals order by total')).flat()).toEqual([
    '3',
    '9',
    '12',
  ]);
});

it('publishes nothing that does not fit the histories, though they are excluded', async () => {
  const history = model('select areas from {{ref "area_counts"}}', { materialized: 'history' });
  project.write('models/rollups/area_history.sql', history);
  project.write(
    'tests/assertions/areas_are_in_the_history.sql',
    '/*\ndescription: They are.\n*/\nselect areas from {{ref "area_counts"}} where areas not in (select areas from {{ref "area_history"}})\n',
  );
  const runWithout = async () =>
    project.run({
      excluded: await project.select('area_history'),
      selected: await project.select('area_counts', 'stg_areas', 'areas'),
    });
  expect((await runWithout()).outcome).toBe('published');
  await project.run();
  expect((await runWithout()).outcome).toBe('published');
  project.write('seeds/areas.csv', 'area,weight,since\nnew,1,\n');
  expect((await runWithout()).outcome).toBe('failed');
  expect(await project.rows('select areas from rollups.area_counts')).toEqual([['2']]);
});

describe('a part that views show beside the rest', () => {
  beforeEach(async () => {
    project.write(
      'project.yml',
      'name: small\nlayers: [raw, staging, rollups]\nvars: {factor: 1}\nmodels: {staging: {materialized: table}, rollups: {materialized: view}}\ntargets: {local: {type: duckdb, path: x.duckdb}}\ndefault_target: local\n',
    );
    project.write(
      'models/staging/stg_parts.sql',
      model('select range * {{var "factor"}} as part from range(3)'),
    );
    project.write(
      'models/staging/stg_whole.sql',
      model('select sum(part) as whole from {{ref "stg_parts"}}'),
    );
    project.write('models/rollups/between.sql', model('select part from {{ref "stg_parts"}}'));
    project.write(
      'models/rollups/shares.sql',
      model('select part, whole from {{ref "between"}} cross join {{ref "stg_whole"}}'),
    );
    project.write(
      'tests/assertions/shares_make_a_whole.sql',
      '/*\ndescription: They do.\n*/\nselect max(whole) as whole from {{ref "shares"}} having sum(part) <> max(whole)\n',
    );
    await project.run();
  });

  const shares = () => project.rows('select part, whole from rollups.shares order by part');
  const before = [
    ['0', '3'],
    ['1', '3'],
    ['2', '3'],
  ];
  const runPart = async (options: Parameters<SmallProject['run']>[0] = {}) => {
    const codes: string[] = [];
    const result = await project.run({
      vars: { factor: '2' },
      selected: await project.select('stg_parts'),
      onEvent: (event) => {
        if (event.kind === 'warning') codes.push(event.diagnostic.code);
      },
      ...options,
    });
    return { outcome: result.outcome, nodes: result.nodes.map(({ node }) => node), codes };
  };

  it('is tested with them, and not published if it does not fit', async () => {
    expect(await runPart()).toEqual({
      outcome: 'failed',
      nodes: ['stg_parts', 'between', 'shares', 'shares_make_a_whole'],
      codes: ['part-does-not-fit'],
    });
    expect(await shares()).toEqual(before);
  });

  it('is published with them if it fits', async () => {
    expect(await runPart({ vars: { factor: '1' } })).toMatchObject({ outcome: 'published', codes: [] });
    expect(await shares()).toEqual(before);
    const selected = await project.select('stg_parts+');
    expect(await runPart({ selected })).toMatchObject({ outcome: 'published', codes: [] });
    expect(await shares()).toEqual(before.map((row) => row.map((cell) => String(2 * Number(cell)))));
  });

  it('is built alone where nothing is published, or where the rest is excluded', async () => {
    const steps = { ...runSteps.run, publish: false };
    expect(await runPart({ steps })).toEqual({ outcome: 'done', nodes: ['stg_parts'], codes: [] });
    const excluded = await project.select('shares');
    expect(await runPart({ excluded })).toMatchObject({
      outcome: 'published',
      nodes: ['stg_parts', 'between'],
    });
  });

  it('is not published without a test that does not hold, though the test is excluded', async () => {
    const excluded = await project.select('kind:test');
    expect(await runPart({ excluded })).toMatchObject({ outcome: 'failed' });
    expect(await shares()).toEqual(before);
  });
});
