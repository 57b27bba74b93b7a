import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { model, openSmallProject, type SmallProject } from '../../../support/small-project.ts';

let project: SmallProject;
beforeEach(async () => {
  project = await openSmallProject();
});
afterEach(() => project.close());

const kinds = ['table', 'view', 'incremental', 'history'] as const;
const query = 'select date \'2017-01-01\' as statement_month, {{literal (var "word")}} as word';

async function buildAs(kind: string, word: string): Promise<string> {
  project.write('models/rollups/thing.sql', model(query, { materialized: kind }));
  project.write(
    'models/rollups/reader.sql',
    model('select word from {{ref "thing"}}', { materialized: 'view' }),
  );
  project.write('models/rollups/copy.sql', model('select word from {{ref "reader"}}'));
  project.write(
    'project.yml',
    'name: small\nlayers: [raw, staging, rollups]\nmodels: {rollups: {materialized: table}}\nvars: {word: none}\ntargets: {local: {type: duckdb, path: x.duckdb}}\ndefault_target: local\n',
  );
  const result = await project.run({ vars: { word } });
  expect(result.nodes.filter(({ status }) => status !== 'success')).toEqual([]);
  return result.outcome;
}

describe.each(kinds)('a model that was a %s', (before) => {
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
