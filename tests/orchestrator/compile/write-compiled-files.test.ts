import { mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { writeCompiledFiles } from '../../../orchestrator/compile/write-compiled-files.ts';

it('leaves a file that holds the query already, and puts right one that does not', async () => {
  const root = await mkdtemp(path.join(tmpdir(), 'apportion-compiled-'));
  const files = ['a/b/same.sql', 'a/b/other.sql'].map((file) => ({ file, sql: `select '${file}'` }));
  writeCompiledFiles(root, files);
  const [same = '', other = ''] = files.map(({ file }) => path.join(root, file));
  await utimes(same, 1, 1);
  await writeFile(other, "select 'a/b/OTHER.sql'\n");
  writeCompiledFiles(root, files);
  expect((await stat(same)).mtimeMs).toBe(1000);
  expect(await readFile(other, 'utf8')).toBe("select 'a/b/other.sql'\n");
  await rm(root, { recursive: true, force: true });
});
