/** Digits after the point that a cost has everywhere: AWS writes at most 18, and 20 digits remain before it. */
export const costScale = 18;

const unitsPerDollar = 10n ** BigInt(costScale);

/**
 * A cost as a whole number of units of 10^-18: `'1.5'` → 1500000000000000000n, `'6e-08'` → 60000000000n.
 * Undefined when the text is not a plain or scientific decimal, or has a digit beyond the 18th that is not 0.
 */
export function parseCost(text: string): bigint | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/.exec(text.trim());
  const [, sign, whole = '', fraction = '', exponent = '0'] = match ?? [];
  if (match === null || whole + fraction === '') return undefined;
  const shift = costScale - fraction.length + Number(exponent);
  const digits = BigInt(whole + fraction);
  if (shift >= 0) return (sign === '-' ? -1n : 1n) * digits * 10n ** BigInt(shift);
  const divisor = 10n ** BigInt(-shift);
  return digits % divisor === 0n ? ((sign === '-' ? -1n : 1n) * digits) / divisor : undefined;
}

/** Units as a plain decimal with exactly 18 digits after the point, as warehouses print `decimal(38,18)`. */
export function formatCost(units: bigint): string {
  const magnitude = units < 0n ? -units : units;
  const fraction = String(magnitude % unitsPerDollar).padStart(costScale, '0');
  return `${units < 0n ? '-' : ''}${magnitude / unitsPerDollar}.${fraction}`;
}

/**
 * Units as dollars and cents for people, rounded half away from zero: `-1234.565` → `-1,234.57`.
 * Only for the last edge of a report: a rounded amount is never added to anything.
 */
export function formatDollars(units: bigint): string {
  const unitsPerCent = unitsPerDollar / 100n;
  const magnitude = units < 0n ? -units : units;
  const cents = (magnitude + unitsPerCent / 2n) / unitsPerCent;
  const whole = String(cents / 100n).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${units < 0n && cents > 0n ? '-' : ''}${whole}.${String(cents % 100n).padStart(2, '0')}`;
}
