import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseStatementMonth, type StatementMonth } from '../../../../orchestrator/base/names.ts';
import { runSteps } from '../../../../orchestrator/run/run-options.ts';
import type { FinishedRun } from '../../../../orchestrator/run/run-project.ts';
import { model, openSmallProject, type SmallProject } from '../../../support/small-project.ts';

const spec = `
description: Lines of a small bill.
title: Small
source: bill
bill:
  columns:
    - {name: cost, type: cost, from: [Cost], required: true, description: What it cost.}
`;
const query =
  'select statement_month, {{literal (var "word")}} as word from {{source "bill" "lines"}} where {{in_scope "statement_month"}}';

let project: SmallProject;
beforeEach(async () => {
  project = await openSmallProject({
    'models/raw/raw_bill__lines.yml': spec,
    'bills/bill-2017-01.csv': 'Cost\n1\n',
    'bills/bill-2017-02.csv': 'Cost\n2\n',
    'bills/bill-2017-03.csv': 'Cost\n3\n',
    'models/rollups/words.sql': model(query, { materialized: 'incremental' }),
    'models/rollups/reader.sql': model('select word from {{ref "words"}}', { materialized: 'view' }),
    'project.yml':
      'name: small\nlayers: [raw, staging, rollups]\nmodels: {rollups: {materialized: table}}\nvars: {word: none}\ntargets: {local: {type: duckdb, path: x.duckdb}}\ndefault_target: local\n',
  });
  await project.run({ command: 'load', steps: runSteps.load, sources: { bill: ['bills'] } });
});
afterEach(() => project.close());

const month = (text: string): StatementMonth => {
  const parsed = parseStatementMonth(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
};

/** Builds some months, all of them if none is named, and gives the run. */
function say(word: string, ...months: string[]): Promise<FinishedRun> {
  const scope = months.length === 0 ? { allMonths: true } : { months: months.map(month) };
  return project.run({ vars: { word }, ...scope });
}

const words = () => project.rows('select statement_month, word from rollups.words order by 1, 2');
const partsAndMarks = async () =>
  (await project.warehouse.relations())
    .filter(({ name }) => name.includes('__p_'))
    .map(({ name, comment }) => [name.replace(/.*__p_/, ''), comment]);

describe('an incremental model of which runs build some months', () => {
  it('keeps them in parts, of which readers see each month once', async () => {
    await say('old');
    const { runId: second } = await say('new', '2017-02');
    const { runId: third } = await say('newer', '2017-03');
    expect(await words()).toEqual([
      ['2017-01-01', 'old'],
      ['2017-02-01', 'new'],
      ['2017-03-01', 'newer'],
    ]);
    expect(await partsAndMarks()).toEqual([
      ['r00000000t000000_0000', 'months: 2017-01'],
      [second, 'months: 2017-02'],
      [third, 'months: 2017-03'],
    ]);
    expect((await project.rows('select word from rollups.reader order by word')).flat()).toEqual([
      'new',
      'newer',
      'old',
    ]);
  });

  it('drops a part of which no month is left, and goes on when only that was built again', async () => {
    await say('old');
    await say('new', '2017-02', '2017-03');
    const { runId: third } = await say('newer', '2017-02', '2017-03');
    expect(await partsAndMarks()).toEqual([
      ['r00000000t000000_0000', 'months: 2017-01'],
      [third, 'months: 2017-02, 2017-03'],
    ]);
    const { runId: fourth } = await say('newest', '2017-01');
    expect(await partsAndMarks()).toEqual([
      [third, 'months: 2017-02, 2017-03'],
      [fourth, 'months: 2017-01'],
    ]);
    expect((await words()).map(([, word]) => word)).toEqual(['newest', 'newer', 'newer']);
  });

  it('is one table again after a run of all months', async () => {
    await say('old');
    await say('new', '2017-02');
    expect((await say('all')).outcome).toBe('published');
    expect(await partsAndMarks()).toEqual([]);
    expect((await words()).map(([, word]) => word)).toEqual(['all', 'all', 'all']);
  });

  it('describes what readers see', async () => {
    project.write(
      'models/rollups/words.sql',
      `/*\ndescription: One word a month.\nmaterialized: incremental\ncolumns:\n  word: {description: The word.}\n*/\n${query}\n`,
    );
    await say('old');
    await say('new', '2017-02');
    const seen = (await project.warehouse.relations()).find(({ name }) => name === 'words');
    expect(seen).toMatchObject({ kind: 'view', comment: 'One word a month.' });
    expect(seen?.columns.find(({ name }) => name === 'word')?.comment).toBe('The word.');
  });

  it('makes rows without a month anew in every run', async () => {
    project.write(
      'models/rollups/words.sql',
      model(`${query}\nunion all select null, {{literal (var "word")}}`, { materialized: 'incremental' }),
    );
    await say('old');
    await say('new', '2017-02');
    await say('newer', '2017-03');
    expect((await words()).map(([, word]) => word)).toEqual(['old', 'new', 'newer', 'newer']);
  });

  it('is refused if it gives rows of months that the run does not build', async () => {
    await say('old');
    project.write(
      'models/rollups/words.sql',
      model(query.replace(/ where .*/, ''), { materialized: 'incremental' }),
    );
    const refused = await say('new', '2017-02');
    expect(refused.outcome).toBe('failed');
    expect(refused.nodes.find(({ node }) => node === 'words')?.failure).toMatchObject({
      diagnostic: {
        message:
          '"words" is incremental, and of a run that builds the months 2017-02 it gives 2 rows of other months, the first of 2017-01-01. A run replaces its own months only, so these would stand beside what other runs give. Let it end with: where {{in_scope "statement_month"}}',
      },
    });
    expect((await words()).map(([, word]) => word)).toEqual(['old', 'old', 'old']);
    expect((await say('all')).outcome).toBe('published');
  });

  it('reads its own earlier rows as this', async () => {
    const earlier = '{{#if incremental}}(select max(word) from {{this}}){{else}}cast(null as varchar){{/if}}';
    project.write(
      'models/rollups/words.sql',
      model(query.replace(' as word', ` as word, ${earlier} as earlier`), { materialized: 'incremental' }),
    );
    await say('a');
    await say('b', '2017-02');
    await say('c', '2017-03');
    expect(await project.rows('select word, earlier from rollups.words order by 1')).toEqual([
      ['a', null],
      ['b', 'a'],
      ['c', 'b'],
    ]);
  });

  it('is not published without knowing what stays, and all months make it anew', async () => {
    await say('old');
    const { runId } = await say('new', '2017-02');
    await project.warehouse.execute(`comment on table rollups.words__p_${runId} is 'Somebody was here.'`);
    const refused = await say('newer', '2017-03');
    expect(refused.outcome).toBe('failed');
    expect(refused.nodes.find(({ node }) => node === 'words')?.failure).toMatchObject({
      diagnostic: {
        message: `The comment on "rollups.words__p_${runId}" no longer says of which months its rows are, so nobody knows which rows of "words" stay. Run it with the bills of all months and without --month, so that the table is made anew.`,
      },
    });
    expect((await words()).map(([, word]) => word)).toEqual(['old', 'new', 'old']);
    expect((await say('all')).outcome).toBe('published');
    expect((await words()).map(([, word]) => word)).toEqual(['all', 'all', 'all']);
  });
});

describe('a model whose months were kept apart', () => {
  beforeEach(async () => {
    await say('old');
    await say('new', '2017-02');
  });

  it.each(['table', 'view'])('can become a %s, and its parts go', async (kind) => {
    const whole = query.replace(/ where .*/, '');
    project.write('models/rollups/words.sql', model(whole, { materialized: kind }));
    expect((await say('other')).outcome).toBe('published');
    expect(await partsAndMarks()).toEqual([]);
    const seen = (await project.warehouse.relations()).find(({ name }) => name === 'words');
    expect(seen?.kind).toBe(kind);
    expect((await words()).map(([, word]) => word)).toEqual(['other', 'other', 'other']);
  });

  it('can become a history, which keeps what readers saw', async () => {
    project.write(
      'models/rollups/words.sql',
      model(query.replace(' as word', ' as word, 1 as more'), { materialized: 'history' }),
    );
    expect((await say('more', '2017-03')).outcome).toBe('published');
    expect(await partsAndMarks()).toEqual([]);
    expect(await project.rows('select statement_month, word, more from rollups.words order by 2, 1')).toEqual(
      [
        ['2017-03-01', 'more', '1'],
        ['2017-02-01', 'new', null],
        ['2017-01-01', 'old', null],
        ['2017-03-01', 'old', null],
      ],
    );
  });
});

describe('a view that becomes incremental', () => {
  const whole = query.replace(/ where .*/, '');
  beforeEach(async () => {
    project.write('models/rollups/words.sql', model(whole, { materialized: 'view' }));
    await say('shown');
    project.write('models/rollups/words.sql', model(query, { materialized: 'incremental' }));
  });

  it('loses no months that the run does not build', async () => {
    const refused = await say('new', '2017-02');
    expect(refused.outcome).toBe('failed');
    expect(refused.nodes.find(({ node }) => node === 'words')?.failure).toMatchObject({
      diagnostic: {
        message:
          '"words" is published as a view, which shows months that this run does not build; as "incremental" it would have the rows of this run only. Run it with the bills of all months and without --month. If they are not needed, drop the view first.',
      },
    });
    expect((await words()).map(([, word]) => word)).toEqual(['shown', 'shown', 'shown']);
    expect((await say('all')).outcome).toBe('published');
    expect((await say('new', '2017-02')).outcome).toBe('published');
    expect((await words()).map(([, word]) => word)).toEqual(['all', 'new', 'all']);
  });

  it('is made anew where nobody could read the view any more', async () => {
    await project.warehouse.execute('create table rollups.gone as select * from rollups.words');
    await project.warehouse.execute('create or replace view rollups.words as select * from rollups.gone');
    await project.warehouse.execute('drop table rollups.gone');
    expect((await say('new', '2017-02')).outcome).toBe('published');
    expect(await words()).toEqual([['2017-02-01', 'new']]);
  });
});
