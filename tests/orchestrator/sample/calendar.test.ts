import { describe, expect, it } from 'vitest';
import { formatBillTime, formatMoment, formatSecond } from '../../../orchestrator/sample/calendar.ts';

describe('formatMoment', () => {
  it('leaves the last zeros of the fraction away, as ECS does', () => {
    const second = Date.UTC(2017, 0, 5, 20, 4, 33);
    expect([0, 500, 710, 711, 7].map((fraction) => formatMoment(second + fraction))).toEqual([
      '2017-01-05T20:04:33Z',
      '2017-01-05T20:04:33.5Z',
      '2017-01-05T20:04:33.71Z',
      '2017-01-05T20:04:33.711Z',
      '2017-01-05T20:04:33.007Z',
    ]);
  });
});

describe('formatSecond and formatBillTime', () => {
  it('write whole seconds', () => {
    const at = Date.UTC(2017, 1, 28, 23, 59, 59, 999);
    expect(formatSecond(at)).toBe('2017-02-28T23:59:59Z');
    expect(formatBillTime(at)).toBe('2017-02-28 23:59:59');
  });
});
