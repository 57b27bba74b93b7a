import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseStatementMonth, type StatementMonth } from '../../../../orchestrator/base/names.ts';
import { runSteps } from '../../../../orchestrator/run/run-options.ts';
import { model, openSmallProject, type SmallProject } from '../../../support/small-project.ts';

const spec = `
description: Lines of a small bill.
title: Small
source: bill
bill:
  columns:
    - {name: cost, type: cost, from: [Cost], required: true, description: What it cost.}
`;

let project: SmallProject;
beforeEach(async () => {
  project = await openSmallProject({
    'models/raw/raw_bill__lines.yml': spec,
    'models/staging/stg_lines.sql': model('select statement_month, cost from {{source "bill" "lines"}}', {
      materialized: 'view',
    }),
    'models/rollups/monthly.sql': model(
      'select statement_month, sum(cost) as cost from {{ref "stg_lines"}} where {{in_scope "statement_month"}} group by statement_month',
      { materialized: 'incremental' },
    ),
    'models/rollups/runs.sql': model(
      'select {{run_id}} as run_id, statement_month, cost, cast(null as timestamp) as published_at from {{ref "monthly"}}',
      { materialized: 'history', stamped_column: 'published_at' },
    ),
  });
});
afterEach(() => project.close());

const month = (text: string): StatementMonth => {
  const parsed = parseStatementMonth(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
};
/** Adds a line to the bill of a month, and loads it. */
async function land(of: string, cost: string): Promise<void> {
  const file = `bills/bill-${of}.csv`;
  const before = existsSync(path.join(project.root, file))
    ? readFileSync(path.join(project.root, file), 'utf8')
    : 'Cost\n';
  project.write(file, `${before}${cost}\n`);
  const sources = { bill: ['bills'] };
  const { outcome } = await project.run({ command: 'load', steps: runSteps.load, sources });
  expect(outcome).toBe('done');
}
/** A model that reads the history, how many rows of a month it saw. */
const countOfRuns = model(
  'select statement_month, count(*) as seen from {{ref "runs"}} group by statement_month',
  { materialized: 'incremental' },
);
const monthly = () =>
  project.rows('select statement_month, cost from rollups.monthly order by statement_month');

describe('an incremental model', () => {
  it('builds all months that are loaded, and replaces only those of the run', async () => {
    await land('2017-01', '1.5');
    await land('2017-02', '2.000000000000000001');
    const first = await project.run();
    expect(first.months).toEqual(['2017-01-01', '2017-02-01']);
    await land('2017-01', '100');
    await land('2017-02', '1');
    const second = await project.run({ months: [month('2017-02')] });
    expect(second.outcome).toBe('published');
    expect(second.months).toEqual(['2017-02-01']);
    expect(await monthly()).toEqual([
      ['2017-01-01', '1.500000000000000000'],
      ['2017-02-01', '3.000000000000000001'],
    ]);
    expect((await project.relations()).filter((name) => !name.startsWith('raw.'))).toEqual([
      'rollups.monthly',
      'rollups.monthly__p_r00000000t000000_0000',
      `rollups.monthly__p_${second.runId}`,
      'rollups.runs',
      'staging.stg_lines',
    ]);
  });

  it('takes away the rows of a month of the run that has none any more', async () => {
    await land('2017-01', '1');
    await land('2017-02', '2');
    await project.run();
    project.write(
      'models/rollups/monthly.sql',
      model(
        'select statement_month, sum(cost) as cost from {{ref "stg_lines"}} where {{in_scope "statement_month"}} and cost > 2 group by statement_month',
        { materialized: 'incremental' },
      ),
    );
    expect((await project.run({ months: [month('2017-02')] })).outcome).toBe('published');
    expect(await monthly()).toEqual([['2017-01-01', '1.000000000000000000']]);
  });

  it('refuses to keep months beside each other whose columns differ, and makes all anew without --month', async () => {
    await land('2017-01', '1');
    await land('2017-02', '2');
    await project.run();
    project.write(
      'models/rollups/monthly.sql',
      model(
        'select statement_month, sum(cost) as cost, count(*) as lines from {{ref "stg_lines"}} where {{in_scope "statement_month"}} group by statement_month',
        { materialized: 'incremental' },
      ),
    );
    const refused = await project.run({ months: [month('2017-02')] });
    expect(refused.outcome).toBe('failed');
    const failure = refused.nodes.find(({ node }) => node === 'monthly')?.failure;
    expect(failure).toMatchObject({
      diagnostic: {
        message: expect.stringMatching(
          /columns of "monthly" have changed \(it now has "lines" bigint\).*without --month/,
        ),
      },
    });
    expect((await project.run()).outcome).toBe('published');
    expect((await project.rows('select lines from rollups.monthly')).flat()).toEqual(['1', '1']);
  });

  it('needs a column statement_month', async () => {
    await land('2017-01', '1');
    project.write('models/rollups/odd.sql', model('select 1 as x', { materialized: 'incremental' }));
    const failure = (await project.run()).nodes.find(({ node }) => node === 'odd')?.failure;
    expect(failure).toMatchObject({
      diagnostic: {
        message:
          '"odd" has no column "statement_month", although an incremental model is kept by it; it has "x".',
        file: 'models/rollups/odd.sql',
      },
    });
  });
});

describe('a history', () => {
  it('gets the rows of each run, stamped when they are published, and never loses any', async () => {
    await land('2017-01', '1');
    const first = await project.run();
    await land('2017-01', '1');
    const second = await project.run();
    const rows = await project.rows(
      'select run_id, cost, published_at is not null from rollups.runs order by cost',
    );
    expect(rows).toEqual([
      [first.runId, '1.000000000000000000', 'true'],
      [second.runId, '2.000000000000000000', 'true'],
    ]);
  });

  it('gives its readers within the run the rows of that run only', async () => {
    project.write('models/rollups/seen.sql', countOfRuns);
    await land('2017-01', '1');
    await project.run();
    await project.run({ allMonths: true });
    expect(await project.rows('select seen from rollups.seen')).toEqual([['1']]);
    expect(await project.rows('select count(*) from rollups.runs')).toEqual([['2']]);
  });

  it('is, for who does not build it, of each month the rows of the last run that published it', async () => {
    project.write(
      'tests/assertions/runs_equal_months.sql',
      '/*\ndescription: Runs cost what the months cost.\nseverity: error\n*/\nselect r.run_id from {{ref "runs"}} as r full outer join {{ref "monthly"}} as m on m.statement_month = r.statement_month where r.cost is null or m.cost is null or r.cost <> m.cost\n',
    );
    await land('2017-01', '1');
    await land('2017-02', '2');
    await project.run();
    await land('2017-02', '2');
    await project.run({ months: [month('2017-02')] });
    const tested = await project.run({ steps: runSteps.test, command: 'test' });
    expect(tested.outcome).toBe('done');
    project.write('models/rollups/seen.sql', countOfRuns);
    expect((await project.run({ selected: await project.select('seen') })).outcome).toBe('published');
    expect(await project.rows('select sum(seen) from rollups.seen')).toEqual([['2']]);
    expect((await project.relations()).filter((name) => name.includes('__b_'))).toEqual([]);
  });

  it('gets a new column, empty in older rows', async () => {
    await land('2017-01', '1');
    await project.run();
    project.write(
      'models/rollups/runs.sql',
      model(
        'select {{run_id}} as run_id, \'new\' as note, statement_month, cost, cast(null as timestamp) as published_at from {{ref "monthly"}}',
        { materialized: 'history', stamped_column: 'published_at' },
      ),
    );
    expect((await project.run()).outcome).toBe('published');
    expect((await project.rows('select note from rollups.runs order by published_at')).flat()).toEqual([
      null,
      'new',
    ]);
  });
});

it('refuses a month that no bill is for', async () => {
  await land('2017-01', '1');
  const result = await project.run({ months: [month('2017-03')] });
  expect(result.outcome).toBe('failed');
  expect(result.diagnostics).toMatchObject([
    { code: 'no-such-month', message: 'There is no bill for "2017-03"; the bills are for 2017-01.' },
  ]);
});

it('builds nothing as long as no bill is loaded', async () => {
  const result = await project.run();
  expect(result.outcome).toBe('failed');
  expect(result.diagnostics).toMatchObject([{ code: 'no-bill' }]);
});

it('refuses a raw table that was filled by another load spec', async () => {
  await land('2017-01', '1');
  project.write('models/raw/raw_bill__lines.yml', `${spec}    - {name: other, type: text, from: [Other]}\n`);
  expect((await project.run()).diagnostics).toMatchObject([{ code: 'outdated-raw-table' }]);
});

describe('a load spec that takes the same columns from elsewhere', () => {
  const warned = {
    severity: 'warning',
    code: 'outdated-raw-table',
    place: { file: 'models/raw/raw_bill__lines.yml' },
  };
  const changed = spec.replace('[Cost]', '[Cost, Price]');

  it('is told as long as what was read before is not read again', async () => {
    await land('2017-01', '1');
    await project.run();
    project.write('models/raw/raw_bill__lines.yml', changed);
    expect((await project.run()).diagnostics).toMatchObject([warned]);
    const { outcome, diagnostics } = await project.run({ steps: runSteps.build });
    expect({ outcome, diagnostics }).toMatchObject({ outcome: 'unchanged', diagnostics: [warned] });
    const sources = { bill: ['bills'] };
    expect((await project.run({ steps: runSteps.build, sources })).diagnostics).toEqual([]);
    expect((await project.run()).diagnostics).toEqual([]);
  });

  it('is not told of rows that something else than a load wrote', async () => {
    await land('2017-01', '1');
    await project.warehouse.execute("update raw.raw_apportion__loaded_files set spec_hash = 'by hand'");
    expect((await project.run()).diagnostics).toEqual([]);
  });
});

describe('a view of months', () => {
  const ofMonths =
    'select statement_month, cost from {{ref "stg_lines"}} where {{in_scope "statement_month"}}';

  it('has the months of the run within it, and all for readers', async () => {
    project.write('models/staging/stg_scope.sql', model(ofMonths, { materialized: 'view' }));
    project.write(
      'models/rollups/seen.sql',
      model('select count(*) as seen, max(statement_month) as statement_month from {{ref "stg_scope"}}', {
        materialized: 'incremental',
      }),
    );
    await land('2017-01', '1');
    await land('2017-02', '2');
    expect((await project.run({ months: [month('2017-02')] })).outcome).toBe('published');
    expect(await project.rows('select seen from rollups.seen')).toEqual([['1']]);
    expect(await project.rows('select count(*) from staging.stg_scope')).toEqual([['2']]);
  });

  it('has the months of a run that reads it without making it', async () => {
    project.write('models/staging/stg_scope.sql', model(ofMonths, { materialized: 'view' }));
    await land('2017-01', '1');
    await land('2017-02', '2');
    await project.run();
    project.write(
      'models/rollups/seen.sql',
      model('select count(*) as seen, max(statement_month) as statement_month from {{ref "stg_scope"}}', {
        materialized: 'incremental',
      }),
    );
    const selected = await project.select('seen');
    expect((await project.run({ selected, months: [month('2017-02')] })).outcome).toBe('published');
    expect(await project.rows('select seen from rollups.seen')).toEqual([['1']]);
    expect((await project.relations()).filter((name) => name.includes('__b_'))).toEqual([]);
  });
});
