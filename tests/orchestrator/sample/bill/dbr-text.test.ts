import { describe, expect, it } from 'vitest';
import { type BillRow, billRow } from '../../../../orchestrator/sample/bill/bill-row.ts';
import { dbrHeader, dbrLine } from '../../../../orchestrator/sample/bill/dbr-text.ts';
import { staging } from '../../../../orchestrator/sample/company/accounts.ts';
import { february, january } from '../two-months.ts';

const row = (changes: Partial<BillRow> = {}): BillRow =>
  billRow({
    month: january,
    account: staging,
    product: 'Amazon DynamoDB',
    usageType: 'USW2-ReadCapacityUnit-Hrs',
    startedAt: january.startedAt,
    stoppedAt: january.stoppedAt,
    cost: 100_000_000_000n,
    ...changes,
  });

/** A row's cells by the names of the columns. */
function cells(changes: Partial<BillRow> = {}): Record<string, string> {
  const cut = (line: string): string[] => line.trimEnd().slice(1, -1).split('","');
  const columns = cut(dbrHeader(changes.month ?? january));
  return Object.fromEntries(
    cut(dbrLine(row(changes), 42)).map((cell, position) => [columns[position] ?? '', cell]),
  );
}

describe('dbrLine', () => {
  it.each([
    [100_000_000_000n, '1.00000000'],
    [159_100_000_000n, '1.59100000'],
    [446_428_571n, '0.00446428571'],
    [-94_500_000_000n, '-0.94500000'],
    [0n, '0.00000000000'],
    [6_000n, '6e-08'],
    [62_400n, '6.24e-07'],
    // Odd at the end: written out.
    [1_001n, '0.00000001001'],
    [100_000n, '0.00000100'],
  ])('writes %i hundred-billionths of a dollar as %s', (cost, text) => {
    expect(cells({ cost }).UnBlendedCost).toBe(text);
  });

  it('writes the end of a monthly line a second early, and of an hour as it is', () => {
    expect(cells({ endsASecondEarly: true }).UsageEndDate).toBe('2017-01-31 23:59:59');
    expect(cells().UsageEndDate).toBe('2017-02-01 00:00:00');
  });

  it('keeps the zero at the front of an account and doubles quotes', () => {
    expect(cells().LinkedAccountId).toBe('012345678901');
    expect(dbrLine(row({ tags: { name: 'the "big" one, really' } }), 1)).toContain(
      ',"the ""big"" one, really",',
    );
  });

  it('has as many cells as the header of its month', () => {
    for (const month of [january, february]) {
      const count = (line: string): number => line.split('","').length;
      expect(count(dbrLine(row({ month }), 1))).toBe(count(dbrHeader(month)));
    }
  });

  it('has a blended cost of its own where hours of instances are concerned', () => {
    const { BlendedCost, UnBlendedCost } = cells({ zone: 'us-west-2a' });
    expect([BlendedCost, UnBlendedCost]).toEqual(['0.98000000', '1.00000000']);
  });
});
