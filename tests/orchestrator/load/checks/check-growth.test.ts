import { describe, expect, it } from 'vitest';
import { formatDiagnostics } from '../../../../orchestrator/base/diagnostic.ts';
import { parseStatementMonth } from '../../../../orchestrator/base/names.ts';
import { checkGrowth } from '../../../../orchestrator/load/checks/check-growth.ts';
import type { LoadedFile } from '../../../../orchestrator/load/raw/loaded-files.ts';
import type { Alarms } from '../../../../orchestrator/project/project.ts';
import { dbrFile, dbrRow } from '../dbr-file.ts';
import { openLanding } from '../landing.ts';

const usual: Alarms = { usageHours: 48, growth: 1.5 };

/** A bill file of 2017-02 with 20,000 rows in 40 MB as it was on the 12th, when 11.5 days of it had passed. */
const file = (over: Partial<LoadedFile> = {}): LoadedFile => ({
  fileId: '1',
  source: 'bill',
  spec: 'raw_aws_cur__line_items',
  specHash: '',
  path: 'bill/a.csv.gz',
  member: null,
  bytes: 40e6,
  modifiedAt: Date.parse('2017-02-12T12:00:00Z'),
  etag: null,
  sha256: JSON.stringify(over),
  rows: 20_000,
  months: ['2017-02'].flatMap((month) => parseStatementMonth(month) ?? []),
  costTotal: '1',
  roundedCells: 0,
  roundingDifference: '0',
  tagKeys: [],
  isWhole: true,
  ...over,
});

const warned = (now: LoadedFile, then: LoadedFile, alarms = usual): string =>
  formatDiagnostics(checkGrowth([now], [then], alarms))
    .split('\n')[1]
    ?.trim() ?? '';

describe('a bill that grew', () => {
  it.each([
    [
      'by its rows',
      file({ rows: 30_001 }),
      'The bill of 2017-02 has 30,001 rows, 1.5 times the 20,000 of its version before; 1.5 times what the days since let expect is the limit.',
    ],
    [
      'by its bytes',
      file({ bytes: 400e6 }),
      'The bill of 2017-02 has 400,000,000 bytes, 10.0 times the 40,000,000 of its version before; 1.5 times what the days since let expect is the limit.',
    ],
    ['as far as it may', file({ rows: 30_000, bytes: 60e6 }), ''],
    ['since it is unpacked now', file({ bytes: 400e6, path: 'bill/a.csv' }), ''],
  ])('%s', (_, now, expected) => {
    expect(warned(now, file())).toBe(expected);
  });

  it('as the month did is as it should be, and not if it grew faster', () => {
    const twiceTheTime = { modifiedAt: Date.parse('2017-02-24T00:00:00Z') };
    expect(warned(file({ ...twiceTheTime, rows: 60_000 }), file())).toBe('');
    expect(warned(file({ ...twiceTheTime, rows: 60_001 }), file())).toContain('3.0 times the 20,000');
  });

  it('after its month was over has no days to grow by', () => {
    const over = { modifiedAt: Date.parse('2017-03-03T00:00:00Z') };
    const later = { modifiedAt: Date.parse('2017-09-01T00:00:00Z') };
    expect(warned(file({ ...later, rows: 31_000 }), file(over))).toContain('1.6 times');
  });

  it('from one of its first three days cannot be told from one that began', () => {
    const first = { modifiedAt: Date.parse('2017-02-03T23:00:00Z') };
    expect(warned(file({ rows: 900_000 }), file(first))).toBe('');
  });
});

it('tells of a bill that is larger than the project allows, with or without a version before it', () => {
  const alarms = { ...usual, largestBill: 30e6 };
  const expected = 'The bill of 2017-02 has 40,000,000 bytes; project.yml allows it 30,000,000.';
  expect(warned(file({ fileId: '2' }), file({ rows: 19_000 }), alarms)).toBe(expected);
  const [found] = checkGrowth([file()], [], alarms);
  expect(found).toMatchObject({ code: 'grown-bill', message: expected });
  // What did not change was said when it came.
  expect(checkGrowth([file()], [file()], alarms)).toEqual([]);
});

it('tells it of a load, and takes the bill', async () => {
  const landing = await openLanding();
  const bill = (rows: number): string => dbrFile(Array.from({ length: rows }, () => dbrRow()));
  landing.write('bill/x-2017-02.csv', bill(2_000));
  expect(await landing.mistakes({ bill: 'bill' })).toBe('');
  landing.write('bill/x-2017-02.csv', bill(20_000));
  expect(await landing.mistakes({ bill: 'bill' })).toBe(`bill/x-2017-02.csv  warning  grown-bill
  The bill of 2017-02 has 20,000 rows, 10.0 times the 2,000 of its version before; 1.5 times what the days since let expect is the limit.
  A tag with a value for each request does that, and so do resource ids or hours that somebody switched on in the report. \`alarms\` in project.yml says how large is too large.`);
  expect(await landing.rows('select count(*) from {{stg_aws_dbr__bill_lines}} as lines')).toEqual([
    ['20000'],
  ]);
});
