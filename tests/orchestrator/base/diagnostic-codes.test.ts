import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { diagnosticCodes } from '../../../orchestrator/base/diagnostic-codes.ts';

const root = path.join(import.meta.dirname, '..', '..', '..');

describe('the codes of diagnostics', () => {
  it('each have one section in docs/errors.md, and no section is of another', () => {
    const page = readFileSync(path.join(root, 'docs/errors.md'), 'utf8');
    const sections = [...page.matchAll(/^## `([^`]+)`/gm)].map(([, code]) => code);
    expect(sections.toSorted()).toEqual([...diagnosticCodes].sort());
  });

  it('are each brought about by a test', () => {
    const tests = readdirSync(path.join(root, 'tests'), { recursive: true, encoding: 'utf8' })
      .filter((file) => /(\.test\.ts|expected\.txt)$/.test(file))
      .map((file) => readFileSync(path.join(root, 'tests', file), 'utf8'));
    const untested = diagnosticCodes.filter(
      (code) => !tests.some((text) => text.includes(`'${code}'`) || text.includes(`  ${code}\n`)),
    );
    expect(untested).toEqual([]);
  });

  it('are each given by the code', () => {
    const folder = path.join(root, 'orchestrator');
    const code = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('diagnostic-codes.ts'))
      .map((file) => readFileSync(path.join(folder, file), 'utf8'));
    expect(diagnosticCodes.filter((name) => !code.some((text) => text.includes(`'${name}'`)))).toEqual([]);
  });
});
