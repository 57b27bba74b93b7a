import { rm } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatDiagnostics } from '../../../orchestrator/base/diagnostic.ts';
import type { Project } from '../../../orchestrator/project/project.ts';
import { readProject } from '../../../orchestrator/project/read-project.ts';
import { mistakesOf, modelText, withProject } from '../../support/write-project.ts';

async function projectOf(files: Readonly<Record<string, string>>): Promise<Project> {
  const project = await withProject(files, readProject);
  if (!project.ok) throw new Error(formatDiagnostics(project.diagnostics));
  return project.value;
}

/** A spec of events whose column `a` is left out unless column `b`, of the type, says otherwise. */
function specUnless(unless: string, type: string): string {
  return `description: Events.
title: X
source: ecs_events
documents:
  columns:
    - {name: a, type: json, from: [a], unless: ${unless}}
    - {name: b, type: ${type}, from: [b]}
`;
}

describe('readProject', () => {
  it('reads what this repository ships without a mistake', async () => {
    const project = await readProject(path.join(import.meta.dirname, '..', '..', '..'));
    expect(formatDiagnostics(project.diagnostics)).toBe('');
  });

  it("takes a layer's default for how a model is kept, and the header's word over it", async () => {
    const { models } = await projectOf({
      'project.yml':
        'name: x\nlayers: [staging]\nmodels: {staging: {materialized: view}}\ntargets: {a: {type: duckdb, path: x}}\ndefault_target: a\n',
      'models/staging/stg_a.sql': modelText('select 1 as a'),
      'models/staging/deeper/stg_b.sql': modelText('select 1 as a', 'materialized: incremental'),
    });
    expect(models.map(({ name, layer, materialized }) => [name, layer, materialized])).toEqual([
      ['stg_b', 'staging', 'incremental'],
      ['stg_a', 'staging', 'view'],
    ]);
  });

  it("takes a layer's default for how Redshift lays a table out, key by key, and none for a view", async () => {
    const { models } = await projectOf({
      'project.yml':
        'name: x\nlayers: [staging]\nmodels: {staging: {redshift: {dist: all, sort: [a]}}}\ntargets: {a: {type: duckdb, path: x}}\ndefault_target: a\n',
      'models/staging/stg_a.sql': modelText('select 1 as a'),
      'models/staging/stg_b.sql': modelText('select 1 as a', 'redshift: {sort: [b]}'),
      'models/staging/stg_c.sql': modelText('select 1 as a', 'materialized: view'),
      'models/staging/stg_d.sql': modelText('select 1 as a', 'redshift: {sort: []}'),
    });
    expect(models.map(({ tableKeys }) => tableKeys)).toEqual([
      { dist: 'all', sort: ['a'] },
      { dist: 'all', sort: ['b'] },
      undefined,
      { dist: 'all', sort: [] },
    ]);
  });

  it("keeps how Redshift lays a table out as written, and the environment's names in targets", async () => {
    const { models, targets } = await projectOf({
      'project.yml':
        'name: x\nlayers: [staging]\ntargets:\n  a: {type: duckdb, path: "${HOME}/x", threads: 2}\n  b: {type: redshift, workgroup: "${GROUP}"}\ndefault_target: a\n',
      'models/staging/stg_a.sql': modelText('select 1 as a', 'redshift: {dist: a, sort: [a, b]}'),
    });
    expect(models[0]?.tableKeys).toEqual({ dist: 'a', sort: ['a', 'b'] });
    expect(targets).toEqual({
      a: { type: 'duckdb', path: '${HOME}/x', threads: 2 },
      b: { type: 'redshift', settings: { workgroup: '${GROUP}' } },
    });
  });

  it('reads what a load is to warn of, in bytes and hours, and has an answer for what is not said', async () => {
    const withAlarms = (alarms: string): Record<string, string> => ({
      'project.yml': `name: x\nlayers: [staging]\n${alarms}targets: {a: {type: duckdb, path: x}}\ndefault_target: a\n`,
    });
    expect((await projectOf(withAlarms(''))).alarms).toEqual({ usageHours: 48, growth: 1.5 });
    const said = await projectOf(
      withAlarms('alarms: {usage_hours: 60, growth: 2.5, largest_bill: 1.5 GB}\n'),
    );
    expect(said.alarms).toEqual({ usageHours: 60, growth: 2.5, largestBill: 1.5e9 });
  });

  it('says which key of alarms was meant', async () => {
    const found = await mistakesOf({
      'project.yml':
        'name: x\nlayers: [staging]\nalarms: {usage_hour: 3}\ntargets: {a: {type: duckdb, path: x}}\ndefault_target: a\n',
    });
    expect(found).toContain('"usage_hour" is not a key that "alarms" may have.');
    expect(found).toContain('Did you mean "usage_hours"?');
  });

  it('tests a grain, leaving nullable columns out of not_null, and what is asked for twice once', async () => {
    const { models } = await projectOf({
      'models/staging/stg_a.sql': modelText(
        'select 1 as a',
        'grain: [a, b]',
        'columns:',
        '  a: {tests: [not_null, accepted_values: [x, "y ", ""]]}',
        '  b: {nullable: true}',
        'tests:',
        '  - {unique: [a, b], severity: warn}',
        '  - adds_up_to: {model: stg_b, by: [a], sum: cost}',
      ),
    });
    const tests = (models[0]?.tests ?? []).map(({ place, lineText: _text, ...test }) => ({
      ...test,
      line: place.line,
    }));
    expect(tests).toEqual([
      { kind: 'unique', columns: ['a', 'b'], severity: 'warn', line: 8 },
      {
        kind: 'adds_up_to',
        model: 'stg_b',
        by: ['a'],
        sum: 'cost',
        otherSum: 'cost',
        severity: 'error',
        line: 9,
      },
      { kind: 'not_null', columns: ['a'], severity: 'error', line: 5 },
      { kind: 'accepted_values', column: 'a', values: ['x', 'y ', ''], severity: 'error', line: 5 },
    ]);
  });

  it("puts a seed's cells in the order of its declared columns, an empty one as null", async () => {
    const { seeds } = await projectOf({
      'seeds/seeds.yml':
        'areas: {description: Areas., columns: {area: {type: text}, from: {type: date}, cost: {type: cost}}}\n',
      'seeds/areas.csv': '\uFEFFcost,area,from\r\n6e-08,"a,b",2017-02-28\r\n,c,\r\n',
    });
    expect(seeds[0]?.rows).toEqual([
      ['a,b', '2017-02-28', '6e-08'],
      ['c', null, null],
    ]);
  });

  it('says each of the first twenty mistakes of a seed and how many more there are', async () => {
    const found = await mistakesOf({
      'seeds/seeds.yml': 'areas: {description: Areas., columns: {weight: {type: integer}}}\n',
      'seeds/areas.csv': `weight\n${'x\n'.repeat(25)}`,
    });
    expect(found.match(/expected to hold a whole number/g)).toHaveLength(20);
    expect(found).toContain('5 more mistakes in this file not shown.');
  });

  it('gives the same text for files with windows line ends', async () => {
    const text = modelText('select 1 as a', 'grain: [a]');
    const [unix, windows] = await Promise.all(
      [text, text.replaceAll('\n', '\r\n')].map((file) => projectOf({ 'models/staging/stg_a.sql': file })),
    );
    expect(windows?.models).toEqual(unix?.models);
  });

  it.each(['b', 'c'])(
    'refuses a column that is left out unless "%s" says otherwise, which is no integer',
    async (other) => {
      const found = await mistakesOf({
        'models/raw/raw_x__events.yml': specUnless(`{column: ${other}, between: [1, 2]}`, 'text'),
      });
      expect(found).toContain(`"unless" is expected to name an integer column of this spec; got "${other}".`);
      expect(found).toContain('models/raw/raw_x__events.yml:6:');
    },
  );

  it.each([
    ['type: duckdb, path: x, threads: 100000', '"threads" is expected to be at most 1024, got 100000.'],
    ['type: duckdb, path: x, concurrency: 9007199254740993', '"concurrency" is expected to be at most'],
    ['path: x', '"type" is missing; expected duckdb or redshift.'],
  ])('refuses the target {%s}', async (target, message) => {
    const found = await mistakesOf({
      'project.yml': `name: x\nlayers: [staging]\ntargets: {a: {${target}}}\ndefault_target: a\n`,
    });
    expect(found).toContain(message);
    expect(found).toContain('project.yml:3:');
  });

  it.each(['toString', '__proto__'])('refuses %s as the target that is not said', async (name) => {
    const found = await mistakesOf({
      'project.yml': `name: x\nlayers: [staging]\ntargets: {a: {type: duckdb, path: x}}\ndefault_target: ${name}\n`,
    });
    expect(found).toContain(`unknown-target\n  "default_target" names "${name}"`);
  });

  it('refuses a grain of a seed that only every object has', async () => {
    const found = await mistakesOf({
      'seeds/seeds.yml':
        'areas: {description: Areas., columns: {area: {type: text}}, grain: [constructor]}\n',
      'seeds/areas.csv': 'area\napi\n',
    });
    expect(found).toContain('The grain names "constructor", which is not a column of this seed.');
  });

  it('refuses a range that no number is in', async () => {
    const found = await mistakesOf({
      'models/raw/raw_x__events.yml': specUnless('{column: b, between: [2, 1]}', 'integer'),
    });
    expect(found).toContain('"between" is expected to be two whole numbers, the smaller one first.');
    expect(found).toContain('models/raw/raw_x__events.yml:6:');
  });

  it('reads a load spec of either form, with what may be left out', async () => {
    const { loadSpecs } = await projectOf({
      'models/raw/raw_x__lines.yml':
        'description: Lines.\ntitle: X\nsource: bill\nbill:\n  columns: [{name: a, type: cost, from: [A, B], required: true}]\n  tags: {prefixes: [{prefix: "user:", key_prefix: ""}], maps: [tags]}\n',
      'models/raw/raw_x__events.yml':
        'description: Events.\ntitle: X\nsource: ecs_events\ndocuments: {columns: [{name: a, type: json, from: [detail]}]}\n',
    });
    expect(loadSpecs.map(({ form }) => form)).toEqual([
      { kind: 'documents', records: [], columns: [{ name: 'a', type: 'json', from: ['detail'], depth: 0 }] },
      {
        kind: 'bill',
        columns: [{ name: 'a', type: 'cost', from: ['A', 'B'], isRequired: true }],
        tags: { prefixes: [{ prefix: 'user:', keyPrefix: '' }], maps: ['tags'], mapKeyPrefixes: [] },
        nullValues: [],
      },
    ]);
  });

  it('shows the mistakes of all files together', async () => {
    const found = await mistakesOf({
      'models/staging/stg_a.sql': 'select 1',
      'macros/m.sql': modelText('x', 'parameter: [a]'),
      'seeds/areas.csv': 'a\n',
    });
    expect(found.match(/^\S+ {2}error/gm)).toEqual([
      'macros/m.sql:3:1  error',
      'models/staging/stg_a.sql:1:1  error',
      'seeds/areas.csv  error',
    ]);
  });

  it('says that a folder is no project', async () => {
    const project = await withProject({}, async (root) => {
      await rm(path.join(root, 'project.yml'));
      return readProject(root);
    });
    expect(project.diagnostics.map(({ code }) => code)).toEqual(['no-project']);
  });
});
