import { utimesSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { dbrFile, dbrRow } from '../dbr-file.ts';
import { type Landing, openLanding } from '../landing.ts';
import { zipFile } from '../zip-file.ts';

const bill = (cost: string): string => dbrFile([dbrRow({ UnBlendedCost: cost })]);
const january = bill('10');
const february = bill('20');

async function months(landing: Landing): Promise<unknown> {
  return landing.rows(
    'select statement_month, sum(unblended_cost) from {{stg_aws_dbr__bill_lines}} as lines group by 1 order by 1',
  );
}

describe('an archive of several months', () => {
  const both = zipFile([
    { name: 'x-2017-01.csv', content: january },
    { name: 'x-2017-02.csv', content: february },
  ]);

  test.each([
    ['another bill', bill('99')],
    ['its own member alone', february],
  ])('gives all of them again after %s came for one of them', async (_, other) => {
    const landing = await openLanding();
    landing.write('both.zip', both);
    landing.write('feb/y-2017-02.csv', other);
    await landing.load({ bill: 'both.zip' });
    await landing.load({ bill: 'feb' });
    expect(await landing.load({ bill: 'both.zip' })).toMatchObject({
      ok: true,
      value: { months: ['2017-01-01', '2017-02-01'] },
    });
    expect(await months(landing)).toEqual([
      ['2017-01-01', '10.000000000000000000'],
      ['2017-02-01', '20.000000000000000000'],
    ]);
  });

  test('may name a member anew, and with it the month', async () => {
    const landing = await openLanding();
    landing.write('both.zip', both);
    await landing.load({ bill: 'both.zip' });
    const renamed = zipFile([
      { name: 'x-2017-03.csv', content: january },
      { name: 'x-2017-02.csv', content: february },
    ]);
    utimesSync(landing.write('both.zip', renamed), new Date(0), new Date(0));
    expect(await landing.load({ bill: 'both.zip' })).toMatchObject({
      value: { months: ['2017-02-01', '2017-03-01'] },
    });
    expect(await months(landing)).toEqual([
      ['2017-02-01', '20.000000000000000000'],
      ['2017-03-01', '10.000000000000000000'],
    ]);
  });
});

describe('a month of which another file was loaded before', () => {
  test('says that the lines of that file are gone: it may have been a part', async () => {
    const landing = await openLanding();
    landing.write('p1-2017-02.csv', dbrFile([dbrRow(), dbrRow()]));
    landing.write('p2-2017-02.csv', february);
    expect(await landing.mistakes({ bill: 'p1-2017-02.csv' })).toBe('');
    expect(await landing.mistakes({ bill: 'p2-2017-02.csv' })).toContain(
      'warning  two-bills-of-a-month\n  2017-02: 2 lines of "p1-2017-02.csv", loaded before, gave way to the files of this load.\n  If they are parts of one bill, give all of them together.',
    );
    expect(await months(landing)).toEqual([['2017-02-01', '20.000000000000000000']]);
  });

  test('says nothing of an older content of a file, nor of another version in the folder of its period', async () => {
    const landing = await openLanding();
    landing.write('b-2017-02.csv', january);
    landing.write('cur/20170201-20170301/v1/b-2017-02.csv', bill('1'));
    landing.write('cur/20170201-20170301/v2/b-2017-02.csv', bill('2'));
    await landing.load({ bill: 'b-2017-02.csv' });
    landing.write('b-2017-02.csv', february);
    expect(await landing.mistakes({ bill: 'b-2017-02.csv' })).toBe('');
    await landing.load({ bill: 'cur/20170201-20170301/v1' });
    expect(await landing.mistakes({ bill: 'cur/20170201-20170301/v2' })).toBe('');
  });
});
