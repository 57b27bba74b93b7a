import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDuckDb } from '../../../../orchestrator/warehouses/duckdb/open-duckdb.ts';
import { WarehouseBusyError } from '../../../../orchestrator/warehouses/warehouse.ts';
import { repositoryRoot } from '../../../support/read-shipped-project.ts';

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

describe('a file that was left unfinished', () => {
  /** The first bytes of a database with something in it. */
  const begun = async (bytes: number): Promise<Buffer> => {
    const made = await openDuckDb({ path: file });
    await made.execute('create table main.kept as select 1 as x');
    await made.close();
    truncateSync(file, bytes);
    return readFileSync(file);
  };

  it.each([0, 1_000, 4_096, 8_192, 12_287])('is made anew: %i bytes', async (bytes) => {
    await begun(bytes);
    const made = await openDuckDb({ path: file });
    await made.execute('create table main.made as select 2 as x');
    await made.close();
    const again = await openDuckDb({ path: file });
    expect((await again.query('select x from main.made')).rows).toEqual([['2']]);
    await again.close();
    expect(readdirSync(path.dirname(file))).toEqual(['bill.duckdb']);
  });

  it.each([12_288, 20_000])('is kept, and refused, if it may hold something: %i bytes', async (bytes) => {
    const before = await begun(bytes);
    await expect(openDuckDb({ path: file })).rejects.toThrow('Could not read');
    expect(readFileSync(file)).toEqual(before);
  });

  it.each(['bill.duckdb.wal', 'bill.duckdb.wal.checkpoint'])('is kept with what lies in %s', async (log) => {
    const before = await begun(8_192);
    writeFileSync(path.join(path.dirname(file), log), 'what was committed');
    await expect(openDuckDb({ path: file })).rejects.toThrow('Could not read');
    expect(readFileSync(file)).toEqual(before);
    expect(readFileSync(path.join(path.dirname(file), log), 'utf8')).toBe('what was committed');
  });

  it('is kept if it is of somebody else', async () => {
    mkdirSync(path.dirname(file));
    writeFileSync(file, 'a,b\n1,2\n');
    await expect(openDuckDb({ path: file })).rejects.toThrow('not a valid DuckDB database');
    expect(readFileSync(file, 'utf8')).toBe('a,b\n1,2\n');
  });

  it('is made by one of several that find it at the same time', async () => {
    const script = `
      const { openDuckDb } = await import(process.argv[1]);
      const opened = await openDuckDb({ path: process.argv[2] }).catch((error) => error);
      if (opened.execute !== undefined) await opened.execute('create table main.made as select 1 as x');
      console.log(opened.execute === undefined ? opened.name : 'made');
      setInterval(() => {}, 1000);`;
    const engine = path.join(folder, 'open-duckdb.mjs');
    const entry = path.join(repositoryRoot, 'orchestrator/warehouses/duckdb/open-duckdb.ts');
    buildSync({
      entryPoints: [entry],
      outfile: engine,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
    });
    symlinkSync(path.join(repositoryRoot, 'node_modules'), path.join(folder, 'node_modules'));
    await begun(4_096);
    const others = Array.from({ length: 3 }, () =>
      spawn(process.execPath, ['--input-type=module', '-e', script, engine, file], {
        stdio: ['ignore', 'pipe', 'inherit'],
      }),
    );
    try {
      const said = await Promise.all(
        others.map(({ stdout }) => new Promise((resolve) => stdout.once('data', resolve))),
      );
      expect(said.map((text) => String(text).trim()).sort()).toEqual([
        'WarehouseBusyError',
        'WarehouseBusyError',
        'made',
      ]);
    } finally {
      const ended = others.map((other) => new Promise((resolve) => other.once('exit', resolve)));
      for (const other of others) other.kill('SIGKILL');
      await Promise.all(ended);
    }
    const after = await openDuckDb({ path: file });
    expect((await after.query('select x from main.made')).rows).toEqual([['1']]);
    await after.close();
  });
});
