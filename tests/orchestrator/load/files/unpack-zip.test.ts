import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { crc32, createDeflateRaw } from 'node:zlib';
import { expect, test } from 'vitest';
import { inspectFile } from '../../../../orchestrator/load/content/inspect-file.ts';
import { unpackZip } from '../../../../orchestrator/load/files/unpack-zip.ts';
import { zipFile } from '../zip-file.ts';

test('reads a member of 300 MB without holding it in memory', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'apportion-zip-'));
  try {
    const archive = path.join(folder, 'bill.zip');
    const piece = Buffer.alloc(1024 * 1024, 'AmazonEC2,BoxUsage:c4.8xlarge,1.591\n');
    let crc = 0;
    const pieces = Readable.from(
      (function* () {
        for (let index = 0; index < 300; index++) {
          crc = crc32(piece, crc);
          yield piece;
        }
      })(),
    );
    const content = await buffer(pieces.pipe(createDeflateRaw()));
    const deflatedFrom = { bytes: 300 * piece.length, crc32: crc };
    writeFileSync(archive, zipFile([{ name: 'bill.csv', content, deflatedFrom }]));
    let most = 0;
    const before = heldHere();
    const watch = setInterval(() => (most = Math.max(most, heldHere() - before)), 5);
    const [member] = await unpackZip(archive, folder, 'm');
    const inspected = await inspectFile(member?.path ?? '');
    clearInterval(watch);
    expect(inspected.content.bytes).toBe(300 * 1024 * 1024);
    expect(statSync(member?.path ?? '').size).toBeLessThan(3 * 1024 * 1024);
    expect(most).toBeLessThan(150 * 1024 * 1024);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);

/** Bytes that this thread holds; other tests run in the same process. */
function heldHere(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
