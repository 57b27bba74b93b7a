import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costScale, formatCost, formatDollars, parseCost } from '../../../orchestrator/base/money.ts';

const units = fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n });

describe('parseCost', () => {
  it.each([
    ['1.5', 1_500_000_000_000_000_000n],
    ['-0.000000000000000001', -1n],
    ['6e-08', 60_000_000_000n],
    ['+1E+2', 100n * 10n ** 18n],
    ['.5', 5n * 10n ** 17n],
    ['7.', 7n * 10n ** 18n],
    [' 0 ', 0n],
    ['1.0000000000000000010', 10n ** 18n + 1n],
    ['10e-19', 1n],
  ])('reads %s exactly', (text, expected) => {
    expect(parseCost(text)).toBe(expected);
  });

  it.each(['', '.', '-', 'e5', '1,5', '1.2.3', '0x10', 'NaN', '1e', '1 000', '$1'])(
    'refuses %j, which is no decimal',
    (text) => {
      expect(parseCost(text)).toBeUndefined();
    },
  );

  it.each(['0.0000000000000000001', '1e-19', '1.0000000000000000015'])(
    'refuses %s, which has a digit beyond the 18th',
    (text) => {
      expect(parseCost(text)).toBeUndefined();
    },
  );
});

describe('formatCost', () => {
  it('writes 18 digits after the point, also of what is smaller than one', () => {
    expect(formatCost(1n)).toBe('0.000000000000000001');
    expect(formatCost(-(10n ** 17n))).toBe('-0.100000000000000000');
    expect(formatCost(0n)).toBe(`0.${'0'.repeat(costScale)}`);
  });

  it('is read back as the same units, whatever they are', () => {
    fc.assert(fc.property(units, (value) => parseCost(formatCost(value)) === value));
  });
});

describe('formatDollars', () => {
  it.each([
    ['1234.565', '1,234.57'],
    ['-1234.565', '-1,234.57'],
    ['1234.564999999999999999', '1,234.56'],
    ['-0.004', '0.00'],
    ['0.005', '0.01'],
    ['-0.005', '-0.01'],
    ['999999.995', '1,000,000.00'],
    ['12', '12.00'],
  ])('shows %s as %s, half a cent away from zero', (cost, shown) => {
    expect(formatDollars(parseCost(cost) ?? -1n)).toBe(shown);
  });

  it('is never more than half a cent away', () => {
    fc.assert(
      fc.property(units, (value) => {
        const shown = parseCost(formatDollars(value).replaceAll(',', ''));
        const away = (shown ?? 10n ** 40n) - value;
        return away <= 5n * 10n ** 15n && away >= -5n * 10n ** 15n;
      }),
    );
  });
});
