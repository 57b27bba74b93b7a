import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runBin } from './run-bin.ts';

// So many that a second thread helps (`orchestrator/graph/parse-ahead.ts`).
const count = 520;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'apportion-many-'));
  await mkdir(path.join(folder, 'models/staging'), { recursive: true });
  await writeFile(
    path.join(folder, 'project.yml'),
    'name: many\nlayers: [raw, staging]\nvars: {least: 2}\ntargets: {local: {type: duckdb, path: x.duckdb}}\ndefault_target: local\n',
  );
  await Promise.all(Array.from({ length: count }, (_, index) => writeModel(index, '{{var "least"}}')));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const writeModel = (index: number, value: string): Promise<void> =>
  writeFile(
    path.join(folder, `models/staging/stg_${index}.sql`),
    `/*\ndescription: Model ${index}.\n*/\nselect ${index} as number, ${value} as least\n`,
  );

it('compiles many models at once, and tells a mistake in one of them with its place', async () => {
  await writeModel(7, '{{vra "least"}}');
  const mistaken = await runBin(folder, ['compile']);
  expect(mistaken.code).toBe(2);
  expect(mistaken.err).toContain('models/staging/stg_7.sql:4:23');
  await writeModel(7, '{{var "least"}}');
  const { code, out } = await runBin(folder, ['compile']);
  expect({ code, out }).toEqual({ code: 0, out: `Compiled ${count} nodes to target/compiled.\n` });
  for (const index of [0, 7, count - 1])
    expect(await readFile(path.join(folder, `target/compiled/models/staging/stg_${index}.sql`), 'utf8')).toBe(
      `select ${index} as number, 2 as least\n`,
    );
});
