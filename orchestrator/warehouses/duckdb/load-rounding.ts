import { formatCost, parseCost } from '../../base/money.ts';

/**
 * What rounding to 18 decimals added to the costs of a file whose floats needed more: rows of (the float's shortest decimal
 * text, the cost it became, how many cells). The sum is exact, with as many decimals as it takes.
 */
export function sumOfRounding(rows: readonly (readonly (string | null)[])[]): {
  cells: number;
  difference: string;
} {
  let cells = 0;
  let sum = { digits: 0n, scale: 18 };
  for (const [text, cost, count] of rows) {
    const exact = parseExact(text ?? '');
    const kept = parseCost(cost ?? '');
    if (exact === undefined || kept === undefined) continue;
    const times = BigInt(count ?? '0');
    cells += Number(times);
    const scale = Math.max(sum.scale, exact.scale, 18);
    const difference = kept * 10n ** BigInt(scale - 18) - exact.digits * 10n ** BigInt(scale - exact.scale);
    sum = { digits: sum.digits * 10n ** BigInt(scale - sum.scale) + difference * times, scale };
  }
  return { cells, difference: formatExact(sum.digits, sum.scale) };
}

function parseExact(text: string): { digits: bigint; scale: number } | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text.trim());
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

function formatExact(digits: bigint, scale: number): string {
  if (scale === 18) return formatCost(digits);
  const magnitude = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0');
  return `${digits < 0n ? '-' : ''}${magnitude.slice(0, -scale)}.${magnitude.slice(-scale).replace(/0+$/, '') || '0'}`;
}
