import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';

/**
 * Expects a text to be what stands in a file. `UPDATE_GOLDENS=1 npx vitest run …` writes the files anew, to be read in
 * review; never where CI is set, which would make every test of this kind pass.
 */
export function expectGolden(path: string, text: string): void {
  if (process.env.UPDATE_GOLDENS === '1') {
    if (process.env.CI !== undefined) throw new Error('goldens are not renewed in CI');
    writeFileSync(path, text);
  }
  const expected = existsSync(path)
    ? readFileSync(path, 'utf8').replaceAll('\r\n', '\n')
    : '(there is no such file)';
  expect(text).toBe(expected);
}
