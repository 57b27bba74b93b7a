import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileShippedProject } from '../support/compile-shipped-project.ts';
import { expectGolden } from '../support/golden.ts';

const targets = { duckdb: 'local', redshift: 'warehouse' } as const;

/** A model or an assertion has a file of its own; the tests that models declare are short, and stand together. */
const declaredTests = 'tests/declared-tests.sql';

async function expectedFiles(target: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const { name, file, sql } of await compileShippedProject(target)) {
    if (file.startsWith('tests/generic/'))
      files.set(declaredTests, `${files.get(declaredTests) ?? ''}-- ${name}\n${sql};\n\n`);
    else files.set(file, `${sql}\n`);
  }
  return files;
}

describe('the SQL of the shipped project', () => {
  it.each(Object.entries(targets))('is what was read in review, for %s', async (warehouse, target) => {
    const folder = path.join(import.meta.dirname, warehouse);
    const files = await expectedFiles(target);
    if (process.env.UPDATE_GOLDENS === '1') rmSync(folder, { recursive: true, force: true });
    for (const [file, text] of files) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      expectGolden(path.join(folder, file), text);
    }
    const there = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.sql'),
    );
    expect(there.map((file) => file.replaceAll('\\', '/')).sort()).toEqual([...files.keys()].sort());
  });
});
