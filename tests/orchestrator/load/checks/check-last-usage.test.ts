import { utimesSync } from 'node:fs';
import { expect, it } from 'vitest';
import { dbrFile, dbrRow } from '../dbr-file.ts';
import { type Landing, openLanding } from '../landing.ts';

/** A load of {@link openLanding} takes place at 2017-03-08 04:05:06. */
async function warned(landing: Landing, file: string, ...ends: readonly string[]): Promise<string> {
  landing.write(file, dbrFile(ends.map((UsageEndDate) => dbrRow({ UsageEndDate }))));
  return landing.mistakes({ bill: 'bill' });
}

it('tells that the bill of this month comes without newer usage', async () => {
  const said = await warned(
    await openLanding(),
    'bill/x-2017-03.csv',
    '2017-03-05 04:00:00',
    // A fee for the whole month has not ended: it says nothing of what was used.
    '2017-04-01 00:00:00',
  );
  expect(said).toBe(`bill/x-2017-03.csv  warning  late-usage
  The last usage in the bill of 2017-03 ended at 2017-03-05 04:00 UTC, 72 hours ago; 48 are expected at most.
  AWS bills usage within a day: look whether the newest version of the bill comes here. \`alarms\` in project.yml says how long is too long.`);
});

it('says it again of a bill that did not change: that is how it grows old', async () => {
  const landing = await openLanding();
  const line = dbrRow({ UsageEndDate: '2017-03-05 04:00:00' });
  landing.write('bill/x-2017-03.csv', dbrFile([line]));
  await landing.load({ bill: 'bill' });
  // A copy of the same with a new time.
  landing.write('bill/x-2017-03.csv', dbrFile([line]));
  expect(await landing.mistakes({ bill: 'bill' })).toContain('late-usage');
});

it('leaves it at one warning if the bill itself does not come any more', async () => {
  const landing = await openLanding();
  const file = landing.write(
    'bill/x-2017-03.csv',
    dbrFile([dbrRow({ UsageEndDate: '2017-03-05 04:00:00' })]),
  );
  utimesSync(file, new Date('2017-03-05T06:00:00Z'), new Date('2017-03-05T06:00:00Z'));
  const said = await landing.mistakes({ bill: 'bill' });
  expect(said).toContain('stale-bill');
  expect(said).not.toContain('late-usage');
});

it.each([
  ['of usage until two days ago', 'bill/x-2017-03.csv', '2017-03-06 04:00:00'],
  ['of a month that is over', 'bill/x-2017-01.csv', '2017-01-05 04:00:00'],
  ['of what belongs to the month before', 'bill/x-2017-03.csv', '2017-02-27 04:00:00'],
  ['of a month that has nothing but what is still going on', 'bill/x-2017-03.csv', '2017-04-01 00:00:00'],
])('says nothing %s', async (_, file, end) => {
  expect(await warned(await openLanding(), file, end)).toBe('');
});
