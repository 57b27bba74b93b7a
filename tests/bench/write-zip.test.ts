import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import yauzl from 'yauzl';
import { writeZip } from '../../bench/write-zip.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'apportion-zip-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('writeZip', () => {
  it('writes an archive of one member that a reader of zips takes, checksum included', async () => {
    const source = path.join(folder, 'bill.csv');
    const content = '"a","b"\n'.repeat(300_000);
    writeFileSync(source, content);
    await writeZip(path.join(folder, 'bill.csv.zip'), 'bill.csv', source);
    const zip = await yauzl.openPromise(path.join(folder, 'bill.csv.zip'));
    const members = [];
    for await (const entry of zip.eachEntry()) {
      members.push([
        entry.fileName,
        entry.uncompressedSize,
        await text(await zip.openReadStreamPromise(entry)),
      ]);
    }
    expect(members).toEqual([['bill.csv', content.length, content]]);
  });
});
