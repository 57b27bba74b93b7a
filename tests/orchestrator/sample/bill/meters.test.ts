import { describe, expect, it } from 'vitest';
import { billRow } from '../../../../orchestrator/sample/bill/bill-row.ts';
import { countMeterRows, type Meter, readMeters } from '../../../../orchestrator/sample/bill/meters.ts';
import { hourMs, minuteMs } from '../../../../orchestrator/sample/calendar.ts';
import { production } from '../../../../orchestrator/sample/company/accounts.ts';
import { calendar, february, january } from '../two-months.ts';

const meter = (startedAt: number, stoppedAt?: number): Meter => ({
  startedAt,
  stoppedAt,
  rowsPerHour: 2,
  rowsOf: (month, hour) =>
    ['a', 'b'].map((usageType) =>
      billRow({
        month,
        account: production,
        product: '',
        usageType,
        startedAt: hour,
        stoppedAt: hour + hourMs,
        cost: 1n,
      }),
    ),
});

/** The hours in which a meter gave rows. */
function hoursOf(one: Meter): number[] {
  return [...readMeters(calendar, [one], () => [])]
    .filter(({ usageType }) => usageType === 'a')
    .map(({ startedAt }) => startedAt);
}

describe('readMeters', () => {
  it('charges for each hour that was begun', () => {
    const start = january.startedAt + 10 * hourMs;
    expect(hoursOf(meter(start + 59 * minuteMs, start + 61 * minuteMs))).toEqual([start, start + hourMs]);
    expect(hoursOf(meter(start, start + hourMs))).toEqual([start]);
  });

  it('begins with the bill and ends with it, and turns the month in between', () => {
    const rows = [...readMeters(calendar, [meter(0)], () => [])];
    expect(rows.filter(({ month }) => month === january)).toHaveLength(2 * 744);
    expect(rows.filter(({ month }) => month === february)).toHaveLength(2 * 672);
    expect(
      rows.every(({ month, startedAt }) => startedAt >= month.startedAt && startedAt < month.stoppedAt),
    ).toBe(true);
  });

  it.each([
    [0, undefined],
    [january.startedAt + 5, january.startedAt + 6],
    [february.startedAt - minuteMs, february.startedAt + minuteMs],
    [calendar.stoppedAt + hourMs, undefined],
    [0, january.startedAt - hourMs],
  ])('gives as many rows as are counted: from %i to %s', (startedAt, stoppedAt) => {
    const one = meter(startedAt, stoppedAt);
    expect([...readMeters(calendar, [one], () => [])]).toHaveLength(countMeterRows(calendar, one));
  });
});
