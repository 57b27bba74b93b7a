import { describe, expect, it } from 'vitest';
import { parseStatementMonth } from '../../../orchestrator/base/names.ts';
import { formatLeftOut, formatUnchanged } from '../../../orchestrator/report/format-unchanged.ts';

const months = (...texts: string[]) => texts.flatMap((text) => parseStatementMonth(text) ?? []);
const run = { runId: 'r20170308t040506_1a2b', publishedAt: '2017-03-08 04:06:10.123' };
const year = Array.from({ length: 12 }, (_, index) => `2017-${String(index + 1).padStart(2, '0')}`);

describe('what is said when nothing is new', () => {
  it('names the run that readers see, when it was published, and the months', () => {
    expect(formatUnchanged({ ...run, months: months('2017-01', '2017-02'), held: [] })).toBe(
      'Nothing new since run r20170308t040506_1a2b, published 2017-03-08 04:06:10 UTC: 2017-01, 2017-02 are as before.',
    );
  });

  it('says how to build a final month of which events came', () => {
    expect(formatUnchanged({ ...run, months: months('2017-02'), held: months('2017-01') })).toBe(
      'Nothing new since run r20170308t040506_1a2b, published 2017-03-08 04:06:10 UTC: 2017-02 is as before; 2017-01 is final, so new events alone do not build it again (--month 2017-01 does).',
    );
  });
});

it('says which months a run leaves as they are, however many', () => {
  expect(formatLeftOut({ ...run, months: months('2017-01'), held: [] })).toBe(
    '2017-01 is as before and not built again',
  );
  expect(formatLeftOut({ ...run, months: [], held: months(...year) })).toBe(
    '12 months, 2017-01 to 2017-12 are final, so new events alone do not build them again (--month 2017-01 does)',
  );
});
