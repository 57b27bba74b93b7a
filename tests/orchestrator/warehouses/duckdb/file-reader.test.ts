import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openFileReader } from '../../../../orchestrator/warehouses/duckdb/file-reader.ts';
import { openDuckDb } from '../../../../orchestrator/warehouses/duckdb/open-duckdb.ts';
import type { FileLoad } from '../../../../orchestrator/warehouses/file-load.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'apportion-reader-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('takes more memory for a file that cannot be read with little', async () => {
  const texts = Array.from({ length: 8 }, (_, index) => index);
  const file = path.join(folder, 'wide.parquet');
  const made = await openDuckDb({ path: ':memory:' });
  // One row group, whose columns have to be held at the same time.
  await made.execute(
    `copy (select 1.5::decimal(38,18) as cost, ${texts.map((n) => `md5(i::varchar || '${n}') || sha256(i::varchar || '${n}') as t${n}`).join(', ')} from range(400000) as rows(i)) to '${file}' (format parquet, row_group_size 400000)`,
  );
  await made.close();
  const reader = await openFileReader({ workFolder: folder, hiddenName: (name) => name }, 'reader');
  try {
    const columns = await reader.parquetColumns(file);
    const load: FileLoad = {
      into: { schema: 'raw', name: 'raw_x__lines' },
      path: file,
      fileId: 'f',
      isGzip: false,
      content: {
        kind: 'parquet',
        columns,
        bill: {
          statementMonth: { kind: 'constant', month: '2017-02-01' },
          columns: columns.map(({ name }, position) => ({
            name,
            type: name === 'cost' ? 'cost' : 'text',
            position,
            isNeverEmpty: false,
          })),
          tagColumns: [],
          tagMaps: [],
          mapKeyPrefixes: [],
        },
      },
    };
    const staged = columns.map(({ name }) => ({
      name,
      type: name === 'cost' ? ('cost' as const) : ('text' as const),
    }));
    const facts = await reader.writeBill(load, staged, {
      path: path.join(folder, 'out.parquet'),
      form: 'parquet',
    });
    expect(facts.rows).toBe(400_000);
    expect(facts.sums.get('cost')).toBe('600000.000000000000000000');
    expect(facts.longest.get('t7')).toBe(96);
  } finally {
    await reader.close();
  }
});
