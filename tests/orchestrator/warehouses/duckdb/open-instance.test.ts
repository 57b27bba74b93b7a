import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDuckDb } from '../../../../orchestrator/warehouses/duckdb/open-duckdb.ts';
import { WarehouseBusyError } from '../../../../orchestrator/warehouses/warehouse.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'apportion-duckdb-'));
  file = path.join(folder, 'deep', 'bill.duckdb');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('makes the folder, keeps what was written, and leaves nothing but the database behind', async () => {
  const first = await openDuckDb({
    path: file,
    holder: { pid: 1, since: 'now', command: 'apportion build' },
  });
  expect(JSON.parse(readFileSync(`${file}.lock.json`, 'utf8'))).toMatchObject({
    pid: 1,
    command: 'apportion build',
  });
  await first.execute('create table main.kept as select 1 as x');
  await first.close();
  await first.close();
  expect(existsSync(`${file}.lock.json`)).toBe(false);
  const second = await openDuckDb({ path: file });
  expect((await second.query('select x from main.kept')).rows).toEqual([['1']]);
  await second.close();
});

it('refuses a second opening in the same process, by another path too', async () => {
  const first = await openDuckDb({ path: file, holder: { pid: 42, command: 'apportion run' } });
  const again = path.join(folder, 'deep', '..', 'deep', 'bill.duckdb');
  await expect(openDuckDb({ path: again })).rejects.toMatchObject({
    holder: { pid: 42, command: 'apportion run' },
  });
  await first.close();
});

it('says who holds the file in another process, and opens it as soon as that one has died', async () => {
  const script = `
    const { DuckDBInstance } = await import('@duckdb/node-api');
    await DuckDBInstance.create(process.argv[1]);
    console.log('open');
    setInterval(() => {}, 1000);`;
  await (await openDuckDb({ path: file })).close();
  writeFileSync(
    `${file}.lock.json`,
    JSON.stringify({ pid: 4711, since: '2017-03-01T00:00:00Z', command: 'apportion build' }),
  );
  const other = spawn(process.execPath, ['--input-type=module', '-e', script, file], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await new Promise((resolve) => other.stdout.once('data', resolve));
    const refused = openDuckDb({ path: file });
    await expect(refused).rejects.toBeInstanceOf(WarehouseBusyError);
    await expect(refused).rejects.toMatchObject({ holder: { pid: 4711, command: 'apportion build' } });
  } finally {
    const ended = new Promise((resolve) => other.once('exit', resolve));
    other.kill('SIGKILL');
    await ended;
  }
  await (await openDuckDb({ path: file })).close();
});

it('opens nothing that is not a database', async () => {
  await (await openDuckDb({ path: file })).close();
  writeFileSync(file, 'InvoiceID,Cost\n'.repeat(1000));
  await expect(openDuckDb({ path: file })).rejects.toThrow('not a valid DuckDB database');
  // A refused opening does not count as open.
  await expect(openDuckDb({ path: file })).rejects.toThrow('not a valid DuckDB database');
});
