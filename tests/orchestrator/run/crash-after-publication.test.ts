import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseStatementMonth } from '../../../orchestrator/base/names.ts';
import { runSteps } from '../../../orchestrator/run/run-options.ts';
import { openDuckDb } from '../../../orchestrator/warehouses/duckdb/open-duckdb.ts';
import type { Warehouse } from '../../../orchestrator/warehouses/warehouse.ts';
import { model, openSmallProject, type SmallProject } from '../../support/small-project.ts';

let folder: string;
let warehouse: Warehouse;
let project: SmallProject;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'apportion-crash-'));
  warehouse = await openDuckDb({ path: path.join(folder, 'open.duckdb') });
  project = await openSmallProject({
    'models/staging/stg_words.sql': model('select {{literal (var "word")}} as word'),
    'models/rollups/reader.sql': model('select * from {{ref "thing"}}', { materialized: 'view' }),
  });
  project.write(
    'project.yml',
    'name: small\nlayers: [raw, staging, rollups]\nmodels: {staging: {materialized: table}}\nvars: {word: none}\ntargets: {local: {type: duckdb, path: x.duckdb}}\ndefault_target: local\n',
  );
});
afterEach(async () => {
  await warehouse.close();
  await project.close();
  rmSync(folder, { recursive: true, force: true });
});

const query = `select word, date '2017-01-01' as statement_month, cast(null as timestamp) as stamped_at from {{ref "stg_words"}}`;
const kinds = {
  table: { materialized: 'table' },
  view: { materialized: 'view' },
  incremental: { materialized: 'incremental' },
  history: { materialized: 'history' },
  'stamped history': { materialized: 'history', stamped_column: 'stamped_at' },
} as const;
type Kind = keyof typeof kinds;
const every = Object.keys(kinds) as Kind[];

async function publish(kind: Kind, word: string, more = ''): Promise<void> {
  project.write('models/rollups/thing.sql', model(query.replace(' from', `${more} from`), kinds[kind]));
  const { outcome } = await project.run({ warehouse, vars: { word } });
  expect(outcome).toBe('published');
}

/** What a process finds that opens the database after this one was killed: with the log of what was not yet written into its file. */
async function afterCrash(): Promise<readonly (readonly (string | null)[])[]> {
  const copy = path.join(folder, 'crashed.duckdb');
  for (const ending of ['', '.wal']) {
    rmSync(copy + ending, { force: true });
    const file = path.join(folder, `open.duckdb${ending}`);
    if (existsSync(file)) cpSync(file, copy + ending);
  }
  const reopened = await openDuckDb({ path: copy });
  const { rows } = await reopened.query('select word, stamped_at is null from rollups.reader order by word');
  await reopened.close();
  return rows;
}

describe('a process that is killed just after it has published', () => {
  it.each(every.flatMap((before) => every.map((after) => [before, after] as const)))(
    'leaves what it has published, where a %s is a %s now',
    async (before, after) => {
      const isLoss = before.endsWith('history') && !after.endsWith('history');
      await publish(before, 'a');
      expect(await afterCrash()).toEqual([['a', String(before !== 'stamped history')]]);
      // A history does not become anything else, which would lose its rows.
      if (isLoss) return;
      await publish(after, 'b', ', 1 as more');
      const isKept = after.endsWith('history') && before !== 'view';
      expect(await afterCrash()).toEqual([
        ...(isKept ? [['a', String(before !== 'stamped history')]] : []),
        ['b', String(after !== 'stamped history')],
      ]);
    },
  );

  it('leaves what it has published, where months in parts are a stamped history now', async () => {
    project.write(
      'models/raw/raw_bill__lines.yml',
      'description: Lines.\ntitle: Small\nsource: bill\nbill:\n  columns: [{name: cost, type: cost, from: [Cost], required: true}]\n',
    );
    project.write('bills/bill-2017-01.csv', 'Cost\n1\n');
    project.write('bills/bill-2017-02.csv', 'Cost\n2\n');
    const ofMonths = (more: string) =>
      `select {{literal (var "word")}} as word, statement_month, cast(null as timestamp) as stamped_at${more} from {{source "bill" "lines"}} where {{in_scope "statement_month"}}`;
    project.write('models/rollups/thing.sql', model(ofMonths(''), kinds.incremental));
    await project.run({ warehouse, command: 'load', steps: runSteps.load, sources: { bill: ['bills'] } });
    const of = (word: string) => ({ warehouse, vars: { word } });
    expect((await project.run({ ...of('a'), allMonths: true })).outcome).toBe('published');
    const months = [parseStatementMonth('2017-02')].flatMap((month) => month ?? []);
    expect((await project.run({ ...of('b'), months })).outcome).toBe('published');
    expect((await afterCrash()).map(([word]) => word)).toEqual(['a', 'b']);
    project.write('models/rollups/thing.sql', model(ofMonths(', 1 as more'), kinds['stamped history']));
    expect((await project.run({ ...of('c'), months })).outcome).toBe('published');
    expect(await afterCrash()).toEqual([
      ['a', 'true'],
      ['b', 'true'],
      ['c', 'false'],
    ]);
  });
});
