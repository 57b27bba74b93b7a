import { utimesSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dbrFile, dbrRow } from '../dbr-file.ts';
import { openLanding } from '../landing.ts';
import { zipFile } from '../zip-file.ts';

const bill = (...costs: readonly string[]): string =>
  dbrFile(costs.map((cost) => dbrRow({ UnBlendedCost: cost, UsageEndDate: '2017-03-08 03:00:00' })));
/** When a load of {@link openLanding} takes place, so many hours before. */
const hoursBefore = (hours: number): Date => new Date(Date.parse('2017-03-08T04:05:06Z') - hours * 3_600_000);

describe('a bill of an open month', () => {
  it.each([
    ['of this month', '2017-03'],
    ['of the month before, which is not invoiced at once', '2017-02'],
  ])('that did not change for 36 hours is told of: %s', async (_, month) => {
    const landing = await openLanding();
    utimesSync(landing.write(`bill/x-${month}.csv`, bill('1')), hoursBefore(36), hoursBefore(36));
    expect(await landing.mistakes({ bill: 'bill' })).toBe(`bill/x-${month}.csv  warning  stale-bill
  The newest bill of 2017-03 and 2017-02 is of 2017-03-06 16:05 UTC, 36 hours ago.
  AWS writes the bill of an open month several times a day: look whether it is still delivered, and copied from there.`);
    // Nothing new is read, and that is what is odd.
    expect(await landing.mistakes({ bill: 'bill' })).toContain('stale-bill');
  });

  it('is as new as the newest of its files', async () => {
    const landing = await openLanding();
    utimesSync(landing.write('bill/x-2017-02.csv', bill('1')), hoursBefore(300), hoursBefore(300));
    utimesSync(landing.write('bill/x-2017-03.csv', bill('2')), hoursBefore(35), hoursBefore(35));
    expect(await landing.mistakes({ bill: 'bill' })).toBe('');
  });
});

it('says nothing of how old the bill of an older month is: it is being filled in', async () => {
  const landing = await openLanding();
  utimesSync(landing.write('bill/x-2017-01.csv', bill('1')), hoursBefore(900), hoursBefore(900));
  expect(await landing.mistakes({ bill: 'bill' })).toBe('');
});

describe('a new version of a month', () => {
  it.each([
    ['fewer rows', ['3', '7'], '1 rows that sum to 10.000000000000000000'],
    ['less cost', ['10.000000000000000001'], '1 rows that sum to 10.000000000000000000'],
  ])('with %s than the one before is told of, and taken', async (_, before, after) => {
    const landing = await openLanding();
    landing.write('bill/x-2017-02.csv', bill(...before));
    expect(await landing.mistakes({ bill: 'bill' })).toBe('');
    landing.write('bill/x-2017-02.csv', bill('10'));
    const said = await landing.mistakes({ bill: 'bill' });
    expect(said).toContain('bill/x-2017-02.csv  warning  shrunk-bill\n  The bill of 2017-02 has');
    expect(said).toContain(`The bill of 2017-02 has ${after}; its version before had ${before.length} rows`);
    expect(
      await landing.rows('select sum(unblended_cost) from {{stg_aws_dbr__bill_lines}} as lines'),
    ).toEqual([['10.000000000000000000']]);
    // It was said once; the version is now the one before.
    expect(await landing.mistakes({ bill: 'bill' })).toBe('');
  });

  it('that has as much or more is as it should be', async () => {
    const landing = await openLanding();
    landing.write('bill/x-2017-02.csv', bill('10'));
    await landing.load({ bill: 'bill' });
    landing.write('bill/x-2017-02.csv', bill('10', '0'));
    expect(await landing.mistakes({ bill: 'bill' })).toBe('');
  });

  it('is compared by month, not by file', async () => {
    const landing = await openLanding();
    landing.write('old/x-2017-02.csv', bill('10'));
    await landing.load({ bill: 'old' });
    landing.write(
      'new/both.zip',
      zipFile([
        { name: 'x-2017-01.csv', content: bill('50') },
        { name: 'x-2017-02.csv', content: bill('9') },
      ]),
    );
    const { diagnostics } = await landing.load({ bill: 'new' });
    expect(diagnostics.filter(({ code }) => code === 'shrunk-bill')).toMatchObject([
      { message: expect.stringContaining('The bill of 2017-02 has 1 rows that sum to 9.0') },
    ]);
  });
});
