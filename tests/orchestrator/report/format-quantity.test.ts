import { describe, expect, it } from 'vitest';
import { parseCost } from '../../../orchestrator/base/money.ts';
import {
  formatBytes,
  formatCounted,
  formatDuration,
  formatExactMoney,
  formatMoney,
  formatShare,
} from '../../../orchestrator/report/format-quantity.ts';

const units = (text: string): bigint => parseCost(text) ?? 0n;

describe('what people read instead of numbers', () => {
  it('counts with separators and a plural', () => {
    expect(formatCounted(1, 'bill line')).toBe('1 bill line');
    expect(formatCounted(1234567n, 'bill line')).toBe('1,234,567 bill lines');
  });

  it('names sizes and durations in the largest unit that says something', () => {
    expect([0, 999, 1536, 12_345_678_901].map(formatBytes)).toEqual(['0 B', '999 B', '1.5 KB', '12.3 GB']);
    expect([0, 3_400, 59_949, 59_950, 61_500, 3_661_000].map(formatDuration)).toEqual([
      '0.0 s',
      '3.4 s',
      '59.9 s',
      '1m 00s',
      '1m 02s',
      '1h 01m',
    ]);
  });

  it('writes money with the sign before the dollar', () => {
    expect(formatMoney(units('-1234.565'), 'USD')).toBe('-$1,234.57');
    expect(formatMoney(units('0.001'), 'USD')).toBe('$0.00');
    expect(formatMoney(units('61.2'), 'EUR')).toBe('EUR 61.20');
    expect(formatExactMoney(units('-1234.565'), 'USD')).toBe('-$1,234.565000000000000000');
    expect(formatExactMoney(units('17539.49'), 'EUR')).toBe('EUR 17,539.490000000000000000');
  });

  it('rounds a share half away from zero, without a float', () => {
    expect(formatShare(units('1'), units('3'))).toBe('33.3 %');
    expect(formatShare(units('0.0005'), units('1'))).toBe('0.1 %');
    expect(formatShare(units('-0.5'), units('2'))).toBe('-25.0 %');
    expect(formatShare(units('-0.0000001'), units('2'))).toBe('0.0 %');
    expect(formatShare(units('1'), 0n)).toBe('–');
    expect(formatShare(units('1'), units('-2'))).toBe('–');
  });

  it('keeps the digits of shares of sums that no float could hold', () => {
    const whole = 10n ** 37n;
    expect(formatShare(whole - whole / 1000n, whole)).toBe('99.9 %');
  });
});
