import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { dbrFile, dbrRow } from '../dbr-file.ts';
import { type Landing, openLanding } from '../landing.ts';

const bill = (cost: string): string => dbrFile([dbrRow({ UnBlendedCost: cost })]);
const sum = 'select sum(unblended_cost) from {{stg_aws_dbr__bill_lines}} as lines';

function link(landing: Landing, to: string, name: string): void {
  const at = path.join(landing.folder, name);
  mkdirSync(path.dirname(at), { recursive: true });
  // Windows lets everybody link to folders only, and only so.
  symlinkSync(path.join(landing.folder, to), at, 'junction');
}

describe('links in a folder of bills', () => {
  test('are followed to other folders', async () => {
    const landing = await openLanding();
    landing.write('b/a-2017-01.csv', bill('1'));
    landing.write('real/a-2017-02.csv', bill('2'));
    link(landing, 'real', 'b/feb');
    expect(await landing.mistakes({ bill: 'b' })).toBe('');
    expect(await landing.rows(sum)).toEqual([['3.000000000000000000']]);
  });

  test('that lead in a circle, or to a folder that is in it already, add nothing', async () => {
    const landing = await openLanding();
    landing.write('b/x/a-2017-01.csv', bill('1'));
    link(landing, 'b', 'b/x/again');
    link(landing, 'b/x', 'b/also');
    expect(await landing.mistakes({ bill: 'b' })).toBe('');
    expect(await landing.load({ bill: 'b' })).toMatchObject({
      value: { files: [{ path: expect.stringMatching(/b\/x\/a-2017-01\.csv$/) }] },
    });
  });

  test('that lead nowhere are named', async () => {
    const landing = await openLanding();
    landing.write('b/a-2017-01.csv', bill('1'));
    link(landing, 'nowhere', 'b/feb');
    expect(await landing.mistakes({ bill: 'b' })).toContain(
      'warning  passed-over\n  "b/feb" was passed over',
    );
  });
});

describe('files in a folder of bills', () => {
  test('that end as no bill are named in one warning, but for what AWS puts beside a report', async () => {
    const landing = await openLanding();
    const files = [
      'a.csv.zst',
      'b.csv.bz2',
      'c.txt',
      'part-00000',
      'create-table.sql',
      'status.json',
      '_SUCCESS',
    ];
    for (const file of files) landing.write(`b/${file}`, 'x');
    landing.write('b/d-2017-01.csv', bill('1'));
    expect(await landing.mistakes({ bill: 'b' })).toBe(
      'warning  passed-over\n  "b/a.csv.zst", "b/b.csv.bz2", "b/c.txt" and 1 more were passed over: no bill ends so, or the link leads nowhere.\n  A bill is .csv, .tsv, .parquet, .gz or .zip; unpack or rename what is one, or name it itself.',
    );
  });
});

describe('a location that is neither a file nor a folder', () => {
  test.skipIf(process.platform === 'win32')('is refused as that', async () => {
    const landing = await openLanding();
    expect(await landing.mistakes({ bill: '/dev/null' })).toBe(
      'error  unreadable-file\n  "/dev/null", a location of the source "bill", is neither a file nor a folder.',
    );
  });
});
