import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inspectFile, inspectStart } from '../../../../orchestrator/load/content/inspect-file.ts';
import { contentOf, readContent } from '../../../../orchestrator/load/content/read-content.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'apportion-content-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: Buffer): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

function digestOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

const megabyte = 1024 * 1024;
/** Two and three pieces, one of them not full, and what is none. */
const lengths = [0, 1, megabyte, 2 * megabyte, 2 * megabyte + 12_345];

test.each(lengths)('gives every byte of %d in its order, compressed or not', async (length) => {
  const content = randomBytes(length);
  for (const isGzip of [false, true]) {
    const file = write('content', isGzip ? gzipSync(content) : content);
    const hash = createHash('sha256');
    await readContent(file, isGzip, (piece) => hash.update(piece));
    expect(hash.digest('hex')).toBe(digestOf(content));
  }
});

test('what is kept of a file is a copy, and what is written of it is the content', async () => {
  const content = randomBytes(3 * megabyte);
  for (const isGzip of [false, true]) {
    const file = write('content', isGzip ? gzipSync(content) : content);
    const copy = path.join(folder, 'copy');
    const inspected = await inspectFile(file, copy);
    expect(digestOf(inspected.start)).toBe(digestOf(content.subarray(0, megabyte)));
    expect(inspected.content).toMatchObject({ sha256: digestOf(content), bytes: content.length });
    expect((await inspectFile(copy)).content.sha256).toBe(digestOf(content));
    expect(digestOf((await inspectStart(file)).start)).toBe(digestOf(content.subarray(0, megabyte)));
  }
});

test('who stops in the middle leaves no file open', async () => {
  const file = write('content', randomBytes(5 * megabyte));
  for await (const piece of contentOf(file, false)) {
    expect(piece.length).toBe(megabyte);
    break;
  }
  expect(openFiles()).not.toContain(file);
});

test('says why a file cannot be read', async () => {
  const missing = path.join(folder, 'missing');
  await expect(readContent(missing, false, () => {})).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(readContent(folder, false, () => {})).rejects.toMatchObject({ code: 'EISDIR' });
});

/** The files that this process has open, where that can be asked. */
function openFiles(): string[] {
  const folderOfLinks = '/proc/self/fd';
  if (!existsSync(folderOfLinks)) return [];
  return readdirSync(folderOfLinks).flatMap((link) => {
    try {
      return [readlinkSync(path.join(folderOfLinks, link))];
    } catch {
      // Closed meanwhile.
      return [];
    }
  });
}
