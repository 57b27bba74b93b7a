import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestProject } from '../../../../orchestrator/run/inputs/digest-project.ts';
import { type RunOptions, runSteps } from '../../../../orchestrator/run/run-options.ts';
import { model, openSmallProject, type SmallProject } from '../../../support/small-project.ts';

const files = {
  'seeds/seeds.yml':
    'areas: {description: Areas., columns: {area: {type: text}, weight: {type: integer}}, grain: [area]}\n',
  'seeds/areas.csv': 'area,weight\napi,3\n',
  'models/staging/stg_areas.sql': model(
    'select area, weight, {{mood}} as mood from {{ref "areas"}} where weight > {{var "least"}}',
  ),
  'models/staging/stg_scoped.sql': model('select area from {{ref "areas"}} where {{in_scope "day"}}', {
    materialized: 'view',
  }),
  'models/rollups/kept.sql': model(
    'select {{run_id}} as run_id, \'{{env "COMPANY"}}\' as company{{#if incremental}}, 1 as x{{else}}, 2 as x{{/if}} from {{ref "stg_areas"}}',
    { materialized: 'history' },
  ),
  'macros/mood.sql': '/*\ndescription: A mood.\nparameters: []\n*/\n{{#if incremental}}1{{else}}777{{/if}}\n',
  'tests/assertions/none_is_negative.sql':
    '/*\ndescription: None is negative.\n*/\nselect area from {{ref "stg_areas"}} where weight < 0\n',
  'macros/twice.sql': '/*\ndescription: Twice.\nparameters: [x]\n*/\n2 * {{x}}\n',
};

let project: SmallProject;
let before: string | undefined;

describe('the digest of a project', () => {
  beforeAll(async () => {
    project = await openSmallProject(files);
    project.write('project.yml', `${projectFile}vars: {least: 2, unused: 1}\n`);
    before = await digest();
  });
  afterAll(() => project.close());

  it('is the same for another run of the same project', async () => {
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect(await digest()).toBe(before);
    expect(await digest({ startedAt: '2018-01-01' })).toBe(before);
    expect(await digest({ vars: { unused: '7' } })).toBe(before);
  });

  it.each([
    ['a description', 'models/staging/stg_areas.sql', ['A model.', 'The model.']],
    ['a macro that nobody calls', 'macros/twice.sql', ['2 *', '3 *']],
  ] as const)('is the same after a change of %s', async (_what, file, change) => {
    expect(await digestAfter(file, change)).toBe(before);
  });

  it.each([
    ['the SQL of a model', 'models/staging/stg_areas.sql', ['weight >', 'weight >=']],
    ['the column of in_scope', 'models/staging/stg_scoped.sql', ['in_scope "day"', 'in_scope "night"']],
    ['the branch that this run does not take', 'models/rollups/kept.sql', ['2 as x', '3 as x']],
    ['the branch of a macro that this run does not take', 'macros/mood.sql', ['777', '888']],
    [
      'what an assertion reads',
      'tests/assertions/none_is_negative.sql',
      ['is negative.', 'is negative.\nreads: published'],
    ],
    ['the row of a seed', 'seeds/areas.csv', ['api,3', 'api,4']],
    ['the type of a seed', 'seeds/seeds.yml', ['type: integer', 'type: text']],
    ['a test', 'seeds/seeds.yml', ['grain: [area]', 'grain: [area, weight]']],
    ['how a model is kept', 'models/staging/stg_areas.sql', ['A model.', 'A model.\nmaterialized: view']],
  ] as const)('differs after a change of %s', async (_what, file, change) => {
    expect(await digestAfter(file, change)).not.toBe(before);
  });

  it('differs with a variable of the project or of the environment', async () => {
    expect(await digest({ vars: { least: '1' } })).not.toBe(before);
    expect(await digest({ company: 'Other' })).not.toBe(before);
  });

  it('is none as long as something cannot be compiled', async () => {
    expect(await digest({ company: undefined })).toBeUndefined();
  });
});

const projectFile = `
name: small
layers: [raw, staging, rollups]
models:
  staging: {materialized: table}
  rollups: {materialized: table}
targets:
  local: {type: duckdb, path: target/small.duckdb}
default_target: local
`;

interface Changes {
  readonly vars?: RunOptions['vars'];
  readonly company?: string | undefined;
  readonly startedAt?: string;
}

async function digest(changes: Changes = {}): Promise<string | undefined> {
  return digestProject({
    graph: await project.graph(),
    warehouse: project.warehouse,
    target: 'local',
    command: 'run',
    steps: runSteps.run,
    vars: changes.vars,
    effects: {
      now: () => new Date(changes.startedAt ?? '2017-03-08'),
      environment: { COMPANY: 'company' in changes ? changes.company : 'Ours' },
      workingFolder: project.root,
      interrupted: new AbortController().signal,
    },
  });
}

async function digestAfter(file: keyof typeof files, [from, to]: readonly [string, string]) {
  const text = files[file];
  expect(text).toContain(from);
  project.write(file, text.replace(from, to));
  try {
    return await digest();
  } finally {
    project.write(file, text);
  }
}
