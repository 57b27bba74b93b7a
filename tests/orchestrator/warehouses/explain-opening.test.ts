import { expect, it } from 'vitest';
import { explainOpening } from '../../../orchestrator/warehouses/explain-opening.ts';

const hintFor = (words: string): string | undefined =>
  explainOpening('local', '/somewhere/bill.duckdb', new Error(words)).hint;

it('advises to remove a file only if it is no DuckDB database', () => {
  expect(
    hintFor(
      'IO Error: The file "/somewhere/bill.duckdb" exists, but it is not a valid DuckDB database file!',
    ),
  ).toContain('remove it');
  for (const words of [
    'IO Error: Cannot open file "/somewhere/bill.duckdb": Permission denied',
    'IO Error: Could not read from file "/somewhere/bill.duckdb": Is a directory',
    'IO Error: Cannot open file "/somewhere/bill.duckdb": Read-only file system',
    'IO Error: Trying to read a database file with version number 99, but we can only read 64',
    "EACCES: permission denied, access '/somewhere'",
  ]) {
    expect(hintFor(words)).not.toContain('remove');
  }
});

it('repeats of DuckDB what went wrong, not its advice', () => {
  const words =
    'Out of Memory Error: failed to allocate data of size 32.0 KiB (0 bytes/0 bytes used)\n\nPossible solutions:\n* SET threads=X';
  expect(explainOpening('local', '/somewhere/bill.duckdb', new Error(words))).toMatchObject({
    message:
      'Target "local" cannot be opened: failed to allocate data of size 32.0 KiB (0 bytes/0 bytes used)',
    hint: expect.stringContaining('"memory"'),
  });
});

it.each([
  'IO Error: Could not write file "/somewhere/bill.duckdb": No space left on device',
  "ENOSPC: no space left on device, mkdir '/somewhere'",
])('says that the disk is full, and of no file that it is wrong: %s', (words) => {
  expect(explainOpening('local', '/somewhere/bill.duckdb', new Error(words))).toMatchObject({
    code: 'disk-full',
    message: expect.stringContaining('No room is left on the disk of target "local"'),
    hint: expect.stringContaining('Make room there'),
  });
});

it('names the folder that has to be writable', () => {
  expect(hintFor("EROFS: read-only file system, access '/somewhere'")).toContain(
    'its folder /somewhere have to be writable',
  );
});

it('says to keep a file that it cannot explain, and of what is none that the path is wrong', () => {
  const words = new Error('IO Error: Corrupt database file');
  expect(explainOpening('local', import.meta.filename, words).hint).toContain('Keep the file');
  expect(explainOpening('local', '/dev/null', words).hint).toContain('another "path"');
  expect(hintFor('ELOOP: too many symbolic links')).toContain('another "path"');
});
