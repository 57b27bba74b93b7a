import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FinishedRun } from '../../../../orchestrator/run/run-project.ts';
import { model, openSmallProject, type SmallProject } from '../../../support/small-project.ts';

let project: SmallProject;
beforeEach(async () => {
  project = await openSmallProject();
});
afterEach(() => project.close());

const kinds = ['table', 'view', 'incremental', 'history'] as const;
const query = 'select date \'2017-01-01\' as statement_month, {{literal (var "word")}} as word';

async function buildAs(kind: string, word: string): Promise<string> {
  const result = await runAs(kind, word);
  expect(result.nodes.filter(({ status }) => status !== 'success')).toEqual([]);
  return result.outcome;
}

function runAs(kind: string, word: string): Promise<FinishedRun> {
  project.write('models/rollups/thing.sql', model(query, { materialized: kind }));
  project.write(
    'models/rollups/reader.sql',
    model('select word from {{ref "thing"}}', { materialized: 'view' }),
  );
  project.write(
    'models/rollups/copy.sql',
    model('select word from {{ref "reader"}}', { materialized: 'view' }),
  );
  project.write(
    'project.yml',
    'name: small\nlayers: [raw, staging, rollups]\nmodels: {rollups: {materialized: table}}\nvars: {word: none}\ntargets: {local: {type: duckdb, path: x.duckdb}}\ndefault_target: local\n',
  );
  return project.run({ vars: { word } });
}

describe.each(kinds.filter((kind) => kind !== 'history'))('a model that was a %s', (before) => {
  it.each(kinds)('can become a %s, with its readers', async (after) => {
    expect(await buildAs(before, 'old')).toBe('published');
    expect(await buildAs(after, 'new')).toBe('published');
    const words = (await project.rows('select word from rollups.thing order by word')).flat();
    // A history keeps what it is built on, and an incremental table of no month is made anew.
    const keepsOld = after === 'history' && before !== 'view';
    expect(words).toEqual(keepsOld ? ['new', 'old'] : ['new']);
    expect((await project.rows('select word from rollups.reader order by word')).flat()).toEqual(words);
    const kind = (await project.warehouse.relations()).find(({ name }) => name === 'thing')?.kind;
    expect(kind).toBe(after === 'view' ? 'view' : 'table');
    expect(await project.relations()).toEqual(['rollups.copy', 'rollups.reader', 'rollups.thing']);
  });
});

describe('a model that was a history', () => {
  it.each(kinds.filter((kind) => kind !== 'history'))(
    'cannot become a %s while it has rows',
    async (after) => {
      await buildAs('history', 'old');
      await buildAs('history', 'new');
      const result = await runAs(after, 'newest');
      expect(result.outcome).toBe('failed');
      expect(result.nodes.find(({ node }) => node === 'thing')?.failure).toMatchObject({
        kind: 'refused',
        diagnostic: {
          message: expect.stringContaining(
            `"rollups.thing" is an append-only history (it has 2 rows); as "${after}" it would be made anew`,
          ),
        },
      });
      expect((await project.rows('select word from rollups.thing order by word')).flat()).toEqual([
        'new',
        'old',
      ]);
    },
  );

  it('says of how many runs its rows are', async () => {
    const ofRun = 'select {{run_id}} as run_id, 1 as x union all select {{run_id}}, 2';
    project.write('models/rollups/counts.sql', model(ofRun, { materialized: 'history' }));
    await project.run();
    await project.run();
    project.write('models/rollups/counts.sql', model(ofRun, { materialized: 'table' }));
    const [counts] = (await project.run()).nodes;
    expect(counts?.failure).toMatchObject({
      diagnostic: { message: expect.stringContaining('(it has rows of 2 runs)') },
    });
  });

  it('may become another kind once its rows are gone', async () => {
    await buildAs('history', 'old');
    expect(await buildAs('history', 'new')).toBe('published');
    await project.warehouse.execute('delete from rollups.thing');
    expect(await buildAs('table', 'newest')).toBe('published');
  });
});

describe('an append-only table', () => {
  const publishAs = (expression: string, materialized = 'history') => {
    project.write('models/rollups/amounts.sql', model(`select ${expression} as amount`, { materialized }));
    return project.run();
  };
  const amounts = async () => (await project.rows('select amount from rollups.amounts order by 1')).flat();

  it.each([
    ['an amount where whole numbers are', 'cast(1.7 as decimal(38,18))', 'integer', 'decimal(38,18)'],
    ['a text where whole numbers are', "'007'", 'integer', 'varchar'],
    ['a float where whole numbers are', 'cast(2.5 as double)', 'integer', 'double'],
  ])('does not take %s', async (_, expression, before, now) => {
    for (const first of ['history', 'table']) {
      expect((await publishAs('1', first)).outcome).toBe('published');
      const refused = await publishAs(expression);
      expect(refused.outcome).toBe('failed');
      expect(refused.nodes.find(({ node }) => node === 'amounts')?.failure).toMatchObject({
        kind: 'refused',
        diagnostic: {
          message: `"amounts" is append-only, and its column "amount" is ${before} in the table and ${now} now: to be added, the new values would have to be changed. Cast it to ${before}, or give the new column another name.`,
        },
      });
      expect(await amounts()).toEqual(['1']);
      await project.warehouse.execute('drop table rollups.amounts');
    }
  });

  it('takes the same type again, and texts of any length', async () => {
    await publishAs("cast('a' as varchar(1))");
    expect((await publishAs("cast('long' as varchar(9))")).outcome).toBe('published');
    expect(await amounts()).toEqual(['a', 'long']);
  });
});
