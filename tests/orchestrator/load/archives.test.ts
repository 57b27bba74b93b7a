import { existsSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { dbrFile, dbrRow } from './dbr-file.ts';
import { openLanding } from './landing.ts';
import { zipFile } from './zip-file.ts';

const text = dbrFile([dbrRow({ UnBlendedCost: '1.5' }), dbrRow({ UnBlendedCost: '2.25' })]);
const loaded = 'select count(*), sum(unblended_cost) from {{stg_aws_dbr__bill_lines}} as lines';

describe('a zip', () => {
  test.each([
    ['deflated', { name: 'b-2017-02.csv', content: text }],
    ['stored', { name: 'b-2017-02.csv', content: text, isStored: true }],
    ['itself compressed', { name: 'b-2017-02.csv.gz', content: gzipSync(text), isStored: true }],
    ['of a name that climbs out of a folder', { name: '../../../b-2017-02.csv', content: text }],
    ['of an absolute name', { name: '/b-2017-02.csv', content: text }],
    ['of a name with a drive and backslashes', { name: 'C:\\windows\\b-2017-02.csv', content: text }],
  ])('is read when its member is %s', async (_, member) => {
    const landing = await openLanding();
    const bill = landing.write('bill-2017-02.csv.zip', zipFile([member]));
    expect(await landing.mistakes({ bill })).toBe('');
    expect(await landing.rows(loaded)).toEqual([['2', '3.750000000000000000']]);
    expect(existsSync(path.join(landing.folder, 'work'))).toBe(false);
  });

  test('may hold several bills, folders, and what macOS puts beside them', async () => {
    const landing = await openLanding();
    const bill = landing.write(
      'bills.zip',
      zipFile([
        { name: 'bills/', content: '', isStored: true },
        { name: 'bills/b-2017-02.csv', content: text },
        { name: 'bills/b-2017-01.csv', content: dbrFile([dbrRow({ UnBlendedCost: '7' })]) },
        { name: 'bills/manifest.json', content: '{}' },
        { name: '__MACOSX/bills/._b-2017-02.csv', content: 'x' },
        { name: 'bills/.DS_Store', content: 'x' },
      ]),
    );
    expect(await landing.load({ bill })).toMatchObject({
      ok: true,
      value: { months: ['2017-01-01', '2017-02-01'] },
    });
    expect(await landing.rows(loaded)).toEqual([['3', '10.750000000000000000']]);
  });

  test('may hold several members of one name', async () => {
    const landing = await openLanding();
    const member = (cost: string) => ({
      name: 'b-2017-02.csv',
      content: dbrFile([dbrRow({ UnBlendedCost: cost })]),
    });
    const bill = landing.write('bills.zip', zipFile([member('1.5'), member('20.5'), member('300')]));
    expect(await landing.load({ bill })).toMatchObject({ ok: true });
    expect(await landing.rows(loaded)).toEqual([['3', '322.000000000000000000']]);
    // Nothing is new when it is loaded again.
    expect(await landing.load({ bill })).toMatchObject({ ok: true });
    expect(await landing.rows(loaded)).toEqual([['3', '322.000000000000000000']]);
  });

  test.each([
    ['truncated', zipFile([{ name: 'b.csv', content: text }]).subarray(0, 300), 'cannot be read to its end'],
    [
      'encrypted',
      zipFile([{ name: 'b.csv', content: text, isEncrypted: true }]),
      'cannot be read: its member "b.csv" is encrypted.\n  Unpack it and give the plain file.',
    ],
    [
      'compressed by bzip2',
      zipFile([{ name: 'b.csv', content: text, method: 12 }]),
      'cannot be read: its member "b.csv" is compressed by method 12, and only deflate can be read.\n  Unpack it and give the plain file.',
    ],
    [
      'of a wrong checksum',
      zipFile([{ name: 'b.csv', content: text, isCorrupt: true }]),
      'incorrect data check',
    ],
    [
      'stored with a wrong checksum',
      zipFile([{ name: 'b.csv', content: text, isCorrupt: true, isStored: true }]),
      'incorrect data check',
    ],
    ['empty', zipFile([]), 'is empty'],
  ])('is refused if it is %s, and leaves nothing behind', async (_, archive, said) => {
    const landing = await openLanding();
    const bill = landing.write('bill-2017-02.csv.zip', archive);
    const mistakes = await landing.mistakes({ bill });
    expect(mistakes).toContain('bill-2017-02.csv.zip  error  bad-archive');
    expect(mistakes).toContain(said);
    expect(existsSync(path.join(landing.folder, 'work'))).toBe(false);
  });
});

/** The file with other flags in its header, and what they announce. */
function withFlags(gzip: Buffer, flags: number, announced: string): Buffer {
  const [start, end] = [gzip.subarray(0, 3), gzip.subarray(4, 10)];
  return Buffer.concat([start, Buffer.from([flags]), end, Buffer.from(announced), gzip.subarray(10)]);
}

describe('a gzip file', () => {
  test.each([
    ['a comment', 16, 'hello\0'],
    ['a text flag', 1, ''],
  ])('may have %s in its header', async (_, flags, announced) => {
    const landing = await openLanding();
    const bill = landing.write('b-2017-02.csv.gz', withFlags(gzipSync(text), flags, announced));
    expect(await landing.mistakes({ bill })).toBe('');
    expect(await landing.rows(loaded)).toEqual([['2', '3.750000000000000000']]);
  });

  const large = gzipSync(
    dbrFile(Array.from({ length: 3000 }, (_, index) => dbrRow({ ItemDescription: String(Math.sin(index)) }))),
  );

  test('may have several members', async () => {
    const landing = await openLanding();
    const half = text.indexOf('\n') + 1;
    const bill = landing.write(
      'b-2017-02.csv.gz',
      Buffer.concat([gzipSync(text.slice(0, half)), gzipSync(text.slice(half))]),
    );
    expect(await landing.mistakes({ bill })).toBe('');
    expect(await landing.rows(loaded)).toEqual([['2', '3.750000000000000000']]);
  });

  test.each([
    ['cut off in the middle', large.subarray(0, large.length - 5000)],
    ['cut off in its last bytes', large.subarray(0, large.length - 3)],
    [
      'of a wrong checksum',
      Buffer.concat([large.subarray(0, -8), Buffer.from([1, 2, 3, 4]), large.subarray(-4)]),
    ],
  ])('is refused if it is %s', async (_, archive) => {
    const landing = await openLanding();
    const bill = landing.write('b-2017-02.csv.gz', archive);
    expect(await landing.mistakes({ bill })).toContain(
      'b-2017-02.csv.gz  error  bad-archive\n  The archive "b-2017-02.csv.gz" cannot be read to its end',
    );
  });
});
