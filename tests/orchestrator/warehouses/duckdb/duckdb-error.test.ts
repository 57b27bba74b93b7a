import { expect, it } from 'vitest';
import { toWarehouseError } from '../../../../orchestrator/warehouses/duckdb/duckdb-error.ts';
import { openDuckDb } from '../../../../orchestrator/warehouses/duckdb/open-duckdb.ts';
import { anyPlace } from '../../../support/loading-place.ts';

it('understands plain and JSON messages', () => {
  expect(toWarehouseError(new Error('Binder Error: no such column {x}'), 'select x').detail.kind).toBe('sql');
  const json = '{"exception_type":"Parser","exception_message":"syntax error","position":"9"}';
  const error = toWarehouseError(new Error(`Parser Error: ${json}`), 'select 1 cost');
  expect(error.message).toBe('syntax error');
  expect(error.detail).toMatchObject({ kind: 'sql', offset: 9 });
});

it('tells a full disk, a full memory and bad data apart', () => {
  const kind = (type: string, message: string) =>
    toWarehouseError(new Error(JSON.stringify({ exception_type: type, exception_message: message })), '')
      .detail.kind;
  expect(kind('IO', 'Could not write: No space left on device')).toBe('disk-full');
  expect(kind('Out of Memory', 'failed to offload data block: max_temp_directory_size reached')).toBe(
    'disk-full',
  );
  expect(kind('Out of Memory', 'failed to allocate data of size 16.0 MiB')).toBe('out-of-memory');
  expect(kind('Conversion', 'Could not convert string')).toBe('data');
  expect(kind('IO', 'No files found')).toBe('other');
});

it('makes errors of a load its own too, and leaves those of others as they are', async () => {
  const warehouse = await openDuckDb({ path: ':memory:' });
  const load = (work: () => Promise<void>) =>
    warehouse.loading(async (session) => {
      // So that rolling back or committing is what DuckDB refuses.
      await session.execute('rollback');
      await work();
    }, anyPlace);
  const [refused, thrown] = await Promise.allSettled([
    load(async () => {}),
    warehouse.loading(async () => Promise.reject(new RangeError('of the work')), anyPlace),
  ]);
  await warehouse.close();
  expect(refused).toMatchObject({ status: 'rejected', reason: { name: 'WarehouseError' } });
  expect(thrown).toMatchObject({ status: 'rejected', reason: { name: 'RangeError' } });
});

it('runs out of memory as an error, not as a crash', async () => {
  const warehouse = await openDuckDb({ path: ':memory:', memory: '20MB', threads: 1 });
  await warehouse.execute("set temp_directory = ''");
  const refused = warehouse.query(
    "select count(distinct range || 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa') from range(3000000)",
  );
  await expect(refused).rejects.toMatchObject({ detail: { kind: 'out-of-memory' } });
  await warehouse.close();
});

it('gives no place in the statement for a mistake inside a view that it reads', async () => {
  const warehouse = await openDuckDb({ path: ':memory:' });
  await warehouse.execute('create table main.source as select 1 as x');
  await warehouse.execute('create view main.reader as select x from main.source');
  await warehouse.execute('drop table main.source');
  const error: unknown = await warehouse
    .query('select x from main.reader')
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ detail: { kind: 'sql' } });
  expect(error).not.toHaveProperty('detail.offset');
  await warehouse.close();
});
