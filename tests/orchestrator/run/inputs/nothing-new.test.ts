import { renameSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseStatementMonth } from '../../../../orchestrator/base/names.ts';
import { runSteps } from '../../../../orchestrator/run/run-options.ts';
import type { RunResult } from '../../../../orchestrator/run/run-result.ts';
import { model, openSmallProject, type SmallProject } from '../../../support/small-project.ts';

const both = ['2017-01-01', '2017-02-01'];

let project: SmallProject;
let first: RunResult;
beforeEach(async () => {
  project = await openSmallProject(files);
  first = await build();
  expect(first).toMatchObject({ outcome: 'published', months: both });
});
afterEach(() => project.close());

describe('a build with nothing new', () => {
  it('builds nothing, adds no row, and names the run that readers see', async () => {
    const again = await build();
    expect(again).toMatchObject({
      outcome: 'unchanged',
      months: [],
      unchanged: { months: both, held: [], runId: first.runId },
    });
    expect(again.nodes.filter(({ nodeKind }) => nodeKind !== 'source')).toEqual([]);
    expect(again.unchanged?.publishedAt).toMatch(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}/);
    expect(await countRuns()).toBe(2);
  });

  it('is one whose files were only written again, lie elsewhere, or are not looked at', async () => {
    utimesSync(path.join(project.root, 'bills/a-2017-02.csv'), 1, 1);
    expect((await build()).outcome).toBe('unchanged');
    renameSync(path.join(project.root, 'events/a.json'), path.join(project.root, 'events/b.json'));
    expect((await build()).outcome).toBe('unchanged');
    expect((await run()).outcome).toBe('unchanged');
  });

  it('builds all the same with --all-months, and the months that --month names', async () => {
    expect(await build({ allMonths: true })).toMatchObject({ outcome: 'published', months: both });
    expect(await build({ months: january })).toMatchObject({ outcome: 'published', months: ['2017-01-01'] });
    expect(await countRuns()).toBe(5);
  });

  it('builds again what somebody has taken away', async () => {
    await project.warehouse.execute('drop table rollups.monthly');
    expect(await build()).toMatchObject({ outcome: 'published', months: both });
  });

  it.each([
    ['a build', () => build({ months: january })],
    ['a run of a selection', async () => run({ months: january, selected: await project.select('monthly') })],
  ])('builds the months that %s has left out of what somebody had taken away', async (_, remake) => {
    await project.warehouse.execute('drop table rollups.monthly');
    expect(await remake()).toMatchObject({ outcome: 'published', months: ['2017-01-01'] });
    expect(await build()).toMatchObject({ outcome: 'published', months: ['2017-02-01'] });
    expect(await project.rows('select count(*) from rollups.monthly')).toEqual([['2']]);
  });
});

describe('a build builds', () => {
  it('the month whose bill is another one, and remembers that', async () => {
    project.write('bills/a-2017-02.csv', 'Cost,Invoice\n2.5,\n');
    const result = await build();
    expect(result).toMatchObject({
      outcome: 'published',
      months: ['2017-02-01'],
      unchanged: { months: ['2017-01-01'], runId: first.runId },
    });
    expect(await project.rows('select cost from rollups.monthly order by statement_month')).toEqual([
      ['1.000000000000000000'],
      ['2.500000000000000000'],
    ]);
    expect(await build()).toMatchObject({ outcome: 'unchanged', unchanged: { runId: result.runId } });
  });

  it('all months if the project is another one, once', async () => {
    project.write('models/rollups/monthly.sql', files['models/rollups/monthly.sql'].replace('sum', 'max'));
    expect(await build()).toMatchObject({ outcome: 'published', months: both });
    expect((await build()).outcome).toBe('unchanged');
  });

  it('nothing readers see of a bill of which an assertion does not hold, also if no model is asked', async () => {
    project.write(
      'tests/assertions/no_invoice.sql',
      '/*\ndescription: No line has an invoice.\n*/\nselect invoice from {{source "bill" "lines"}} where invoice is not null\n',
    );
    const result = await build();
    expect(result.outcome).toBe('failed');
    expect(result.nodes.filter(({ status }) => status === 'failed').map(({ node }) => node)).toEqual([
      'no_invoice',
    ]);
    project.remove('tests/assertions/no_invoice.sql');
  });

  it('the months that are not final if events come, and the final one if it is named', async () => {
    project.write('events/late.json', '{"Kind": "x", "at": 2}\n');
    const result = await build();
    expect(result).toMatchObject({ months: ['2017-02-01'], unchanged: { months: [], held: ['2017-01-01'] } });
    expect((await build()).unchanged).toMatchObject({ months: ['2017-02-01'], held: ['2017-01-01'] });
    expect(await build({ months: january })).toMatchObject({ outcome: 'published' });
    expect((await build()).unchanged).toMatchObject({ months: both, held: [] });
  });

  it('the final one, too, if events are read in another way', async () => {
    const spec = 'models/raw/raw_ecs__events.yml';
    project.write(spec, files[spec].replace('from: [Kind]', 'from: [Kind, Sort]'));
    expect(await build()).toMatchObject({ outcome: 'published', months: both });
    expect((await build()).outcome).toBe('unchanged');
  });

  it('again what failed, was interrupted, or was built to be looked at only', async () => {
    project.write('bills/a-2017-02.csv', 'Cost,Invoice\n-1,\n');
    expect((await build()).outcome).toBe('failed');
    expect((await build()).outcome).toBe('failed');
    project.write('bills/a-2017-02.csv', 'Cost,Invoice\n3,\n');
    expect(await build({ steps: { ...runSteps.build, publish: false } })).toMatchObject({
      outcome: 'done',
      months: ['2017-02-01'],
    });
    expect(await build()).toMatchObject({ outcome: 'published', months: ['2017-02-01'] });
  });
});

describe('a month of which no bill is loaded any more', () => {
  it('is told by each run, and stays as it was published', async () => {
    project.remove('bills/a-2017-02.csv');
    expect((await build()).diagnostics).toEqual([]);
    // What came in as February was March's.
    project.write('bills/a-2017-03.csv', files['bills/a-2017-02.csv']);
    for (const outcome of ['published', 'unchanged']) {
      expect(await build()).toMatchObject({
        outcome,
        diagnostics: [
          {
            severity: 'warning',
            code: 'month-without-bill',
            message: `No bill of 2017-02 is loaded any more; readers still see the month as run ${first.runId} published it.`,
          },
        ],
      });
    }
    project.write('bills/a-2017-02.csv', 'Cost,Invoice\n2,\n');
    expect((await build()).diagnostics).toEqual([]);
  });

  it('is one whose load spec is no longer in the project, and is not built without its lines', async () => {
    await publishAlsoOther();
    removeOther();
    project.remove('bills/b-2017-03.csv');
    for (const again of [run, build])
      expect((await again({ allMonths: true })).diagnostics).toMatchObject([{ code: 'month-without-bill' }]);
    expect(await project.rows(costs)).toEqual([['1'], ['1'], ['4']]);
  });

  it('does not come back with its load spec once another one has brought it', async () => {
    const writeBack = await publishAlsoOther();
    removeOther();
    renameSync(
      path.join(project.root, 'bills/b-2017-03.csv'),
      path.join(project.root, 'bills/b-2017-04.csv'),
    );
    project.write('bills/a-2017-03.csv', 'Cost,Invoice\n5,\n');
    project.write('bills/b-2017-04.csv', 'Cost,Invoice\n6,\n');
    expect(await build()).toMatchObject({ outcome: 'published' });
    expect(await project.rows(costs)).toEqual([['1'], ['1'], ['5'], ['6']]);

    writeBack();
    for (const again of [run, build]) {
      expect(await again({ allMonths: true })).toMatchObject({ outcome: 'published', diagnostics: [] });
      expect(await project.rows(costs)).toEqual([['1'], ['1'], ['5'], ['6']]);
    }
  });

  const costs = 'select cast(cost as integer) from rollups.monthly order by statement_month';

  /** Publishes March, too, which is read by another load spec; gives what puts that back into the project. */
  async function publishAlsoOther(): Promise<() => void> {
    const bothFormats = `${lines} union all select statement_month, cost, invoice from {{source "other" "lines"}}`;
    const writeOther = (): void => {
      project.write('models/staging/stg_lines.sql', model(bothFormats));
      project.write(
        'models/raw/raw_other__lines.yml',
        files['models/raw/raw_bill__lines.yml'].replace('[Cost]', '[Price]'),
      );
    };
    writeOther();
    project.write('bills/b-2017-03.csv', 'Price,Invoice\n4,\n');
    expect(await build()).toMatchObject({ outcome: 'published', diagnostics: [] });
    return writeOther;
  }

  function removeOther(): void {
    project.write('models/staging/stg_lines.sql', model(lines));
    project.remove('models/raw/raw_other__lines.yml');
  }
});

describe('a run of a selection', () => {
  it('builds its nodes of all months, and leaves the next build nothing to do', async () => {
    const selected = await project.select('monthly');
    expect(await run({ selected })).toMatchObject({ outcome: 'published', months: both });
    expect((await build()).outcome).toBe('unchanged');
  });

  it('does not count as a build of what is new', async () => {
    project.write('bills/a-2017-02.csv', 'Cost,Invoice\n2.5,\n');
    await build({ selected: await project.select('monthly') });
    expect(await build()).toMatchObject({ outcome: 'published', months: ['2017-02-01'] });
  });

  it('has the next build put right what it published from another project', async () => {
    const selected = await project.select('monthly');
    await run({ selected, months: january, vars: { factor: '2' } });
    expect(await build()).toMatchObject({ outcome: 'published', months: ['2017-01-01'] });
    expect(await project.rows('select distinct cost from rollups.monthly')).toEqual([
      ['1.000000000000000000'],
    ]);
  });
});

const january = ['2017-01'].flatMap((text) => parseStatementMonth(text) ?? []);

function build(options: Parameters<SmallProject['run']>[0] = {}): Promise<RunResult> {
  const sources = { bill: ['bills'], ecs_events: ['events'] };
  return project.run({ command: 'build', steps: runSteps.build, sources, ...options });
}

function run(options: Parameters<SmallProject['run']>[0] = {}): Promise<RunResult> {
  return project.run({ steps: runSteps.run, ...options });
}

async function countRuns(): Promise<number> {
  return Number((await project.rows('select count(*) from rollups.runs'))[0]?.[0]);
}

const lines = 'select statement_month, cost, invoice from {{source "bill" "lines"}}';

/** A bill of a final January and an open February, of 1 each. */
const files = {
  'project.yml': `
name: small
layers: [raw, staging, rollups]
vars: {factor: 1}
models:
  staging: {materialized: view}
  rollups: {materialized: incremental}
targets:
  local: {type: duckdb, path: target/small.duckdb}
default_target: local
`,
  'models/raw/raw_bill__lines.yml': `
description: Lines of a small bill.
title: Small
source: bill
bill:
  columns:
    - {name: cost, type: cost, from: [Cost], required: true, description: What it cost.}
    - {name: invoice, type: text, from: [Invoice], required: true, description: Empty while it is estimated.}
`,
  'models/raw/raw_ecs__events.yml': `
description: Events.
title: Events
source: ecs_events
documents:
  columns:
    - {name: kind, type: text, from: [Kind], description: What it is.}
    - {name: at, type: integer, from: [at], description: When it was.}
`,
  'models/staging/stg_lines.sql': model(lines),
  'models/rollups/monthly.sql': model(
    'select statement_month, sum(cost) * {{var "factor"}} as cost, count(invoice) = count(*) as is_final from {{ref "stg_lines"}} where {{in_scope "statement_month"}} group by statement_month',
  ),
  'models/rollups/runs.sql': model(
    'select {{run_id}} as run_id, statement_month, is_final from {{ref "monthly"}}',
    { materialized: 'history' },
  ),
  'tests/assertions/costs_something.sql':
    '/*\ndescription: Every month costs something.\nseverity: error\n*/\nselect cost from {{ref "monthly"}} where cost <= 0\n',
  'bills/a-2017-01.csv': 'Cost,Invoice\n1,42\n',
  'bills/a-2017-02.csv': 'Cost,Invoice\n1,\n',
  'events/a.json': '{"Kind": "x", "at": 1}\n',
};
