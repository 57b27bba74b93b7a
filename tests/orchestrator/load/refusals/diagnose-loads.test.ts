import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { dbrFile, dbrRow } from '../dbr-file.ts';
import { openLanding } from '../landing.ts';
import { zipFile } from '../zip-file.ts';

const header =
  'BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,ChargeCategory,ChargePeriodEnd,ChargePeriodStart,ServiceName';
const row = (service = 'EC2'): string => `1,1,USD,2024-09-01,Usage,2024-09-02,2024-09-01,${service}\n`;
const text = dbrFile([dbrRow()]);
const gzip = gzipSync(text);

describe('a delimited file that the warehouse cannot read', () => {
  test.each([
    [
      'text after a closing quote, below a cell of two lines',
      `${header}\n${row('"two\nlines"')}\n${row('"EC2"x')}${row()}`,
      'f.csv:5  error  ragged-row\n  A cell of this row is in double quotes and goes on after the closing one.',
    ],
    [
      'a row of more than 2 MB',
      `${header}\n${row()}${row('x'.repeat(2_100_000))}`,
      'f.csv:3  error  ragged-row\n  The row has more than 2 MB, which is more than can be read.',
    ],
    [
      'an empty line before the header',
      `\r\n\r\n${header}\r\n${row().trim()}\r\n`,
      'f.csv:1  error  unknown-format\n  "f.csv" begins with an empty line, where its header is expected.',
    ],
  ])('is refused at its line for %s', async (_, content, said) => {
    const landing = await openLanding();
    expect(await landing.mistakes({ bill: landing.write('f.csv', content) })).toContain(said);
  });

  const [head = '', ...rows] = dbrFile(['i-1', 'i-2', 'i-3'].map((ResourceId) => dbrRow({ ResourceId })))
    .trimEnd()
    .split('\n');
  const lf = rows.map((one) => `${one}\n`);
  const crlf = rows.map((one) => `${one}\r\n`);
  test.each([
    ['LF below a header in CRLF', [head, '\r\n', ...lf], 2, 'CRLF and LF'],
    ['LF in the last line', [head, '\r\n', ...crlf].join('').slice(0, -2).concat('\n'), 4, 'CRLF and LF'],
    ['CRLF below a header in LF', [head, '\n', ...crlf], 2, 'LF and CRLF'],
    ['LF in the middle', [head, '\r\n', crlf[0], lf[1], crlf[2]], 3, 'CRLF and LF'],
    [
      'LF in the middle, without quotes',
      [head, '\r\n', crlf[0], lf[1], crlf[2]].join('').replaceAll('"', ''),
      3,
      'CRLF and LF',
    ],
  ])('is refused where its lines begin to end in another way: %s', async (_, content, line, ends) => {
    const landing = await openLanding();
    const bill = landing.write('b-2017-02.csv', [content].flat().join(''));
    expect(await landing.mistakes({ bill })).toBe(
      `b-2017-02.csv:${line}  error  unreadable-file\n  "b-2017-02.csv" cannot be read: its lines end in different ways (${ends}).\n  Take the file as AWS wrote it, or let all of its lines end in one way.`,
    );
  });
});

describe('a gzip file that goes on after its end', () => {
  test.each([
    [
      'zero bytes after its end',
      Buffer.concat([gzip, Buffer.alloc(512)]),
      '512 bytes that are not gzip follow',
    ],
    [
      'megabytes of them',
      Buffer.concat([gzip, Buffer.alloc(3_000_000)]),
      '3000000 bytes that are not gzip follow',
    ],
  ])('is refused with what to do: %s', async (_, content, said) => {
    const landing = await openLanding();
    landing.write('b-2017-02.csv.gz', content);
    const mistakes = await landing.mistakes({ bill: 'b-2017-02.csv.gz' });
    expect(mistakes).toContain('b-2017-02.csv.gz  error  bad-archive');
    expect(mistakes).toContain(said);
    expect(mistakes).toContain('Unpack it and give the plain file.');
    expect(mistakes).not.toContain(landing.folder);
  });
});

describe('an archive in an archive', () => {
  test.each([
    ['a gzip in a zip that deflated it', zipFile([{ name: 'b-2017-02.csv.gz', content: gzip }])],
    [
      'a zip in a zip',
      zipFile([{ name: 'b.zip', content: zipFile([{ name: 'b-2017-02.csv', content: text }]) }]),
    ],
    ['a gzip in a gzip', gzipSync(gzip)],
  ])('is refused as that: %s', async (_, content) => {
    const landing = await openLanding();
    landing.write('bill-2017-02', content);
    expect(await landing.mistakes({ bill: 'bill-2017-02' })).toMatch(
      /^bill-2017-02(\/.*)? {2}error {2}bad-archive\n {2}"bill-2017-02(\/.*)?" is an archive in an archive.*\n {2}Unpack the outer one and give the files in it\.$/,
    );
  });
});
