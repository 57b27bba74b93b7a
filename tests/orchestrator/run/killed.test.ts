import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDuckDb } from '../../../orchestrator/warehouses/duckdb/open-duckdb.ts';
import { repositoryRoot } from '../../support/read-shipped-project.ts';
import { model, openSmallProject, type SmallProject } from '../../support/small-project.ts';

let project: SmallProject;
let database: string;
beforeEach(async () => {
  const marked = (from: string) => model(`select {{var "mark"}} as mark, n from {{ref "${from}"}}`);
  project = await openSmallProject({
    'models/staging/stg_numbers.sql': model('select {{var "mark"}} as mark, range as n from range(200000)'),
    'models/rollups/first.sql': marked('stg_numbers'),
    'models/rollups/second.sql': marked('first'),
    'models/rollups/third.sql': model('select * from {{ref "second"}}', { materialized: 'view' }),
    'models/rollups/marks.sql': model('select {{var "mark"}} as mark, count(*) as n from {{ref "third"}}', {
      materialized: 'history',
    }),
  });
  project.write(
    'project.yml',
    `
name: small
layers: [raw, staging, rollups]
vars: {mark: 0}
models: {staging: {materialized: table}, rollups: {materialized: table}}
targets: {local: {type: duckdb, path: target/small.duckdb}}
default_target: local
`,
  );
  database = path.join(project.root, 'target', 'small.duckdb');
});
afterEach(() => project.close());

/** Runs the command line in a process of its own, killed after a time if one is given. */
function build(mark: number, killAfter?: number): Promise<number | null> {
  const bin = path.join(repositoryRoot, 'bin', 'apportion.cjs');
  const child = spawn(
    process.execPath,
    [bin, 'run', '--quiet', '--project-dir', project.root, '--vars', `mark=${mark}`],
    {
      stdio: 'ignore',
    },
  );
  if (killAfter !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfter);
  return new Promise((resolve) => child.once('exit', resolve));
}

/** The mark that all relations show, and all marks that the history has. Fails if they show different ones. */
async function published(): Promise<{ mark: number; marks: number[] }> {
  // A copy is looked at, so that the next run finds everything as the killed one has left it.
  const folder = mkdtempSync(path.join(tmpdir(), 'apportion-copy-'));
  try {
    cpSync(path.dirname(database), folder, { recursive: true });
    const warehouse = await openDuckDb({ path: path.join(folder, path.basename(database)) });
    const query = ['staging.stg_numbers', 'rollups.first', 'rollups.second', 'rollups.third']
      .map((relation) => `select mark, count(*) as n from ${relation} group by mark`)
      .join(' union ');
    const { rows } = await warehouse.query(query);
    const history = await warehouse.query('select mark, n from rollups.marks order by mark');
    await warehouse.close();
    expect(rows.length).toBe(1);
    expect(rows[0]?.[1]).toBe('200000');
    return { mark: Number(rows[0]?.[0]), marks: history.rows.map(([mark]) => Number(mark)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

it('leaves the old or the new state, whole, whenever it is killed, and the next run succeeds', async () => {
  expect(await build(0)).toBe(0);
  const startedAt = Date.now();
  expect(await build(1)).toBe(0);
  const duration = Date.now() - startedAt;
  let before = await published();
  expect(before).toEqual({ mark: 1, marks: [0, 1] });

  const moments = 12;
  const seen = { old: 0, new: 0 };
  for (let moment = 1; moment <= moments; moment++) {
    const mark = before.mark + 1;
    // Starting takes the first third of the time, so the moments are spread over what comes after.
    await build(mark, duration * (0.3 + (0.7 * moment) / moments));
    const after = await published();
    if (after.mark === before.mark) {
      expect(after).toEqual(before);
      seen.old++;
    } else {
      expect(after).toEqual({ mark, marks: [...before.marks, mark] });
      seen.new++;
    }
    before = after;
  }
  expect(seen.old).toBeGreaterThan(0);
  expect(await build(before.mark + 1)).toBe(0);
  expect((await published()).mark).toBe(before.mark + 1);
}, 120_000);
