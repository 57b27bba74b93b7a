/**
 * A number in Redshift with the type that it has there. Sources: "Computations with numeric values" and MOD in the developer guide.
 * Where the guide leaves something open, the less convenient is taken: the operands of each step have to fit into 128 bits.
 */
export interface RedshiftNumber {
  readonly type: 'integer' | 'bigint' | 'decimal';
  readonly precision: number;
  readonly scale: number;
  /** The number times 10^scale. */
  readonly unscaled: bigint;
}

/** What Redshift would not compute. */
export class RedshiftOverflow extends Error {}

export function decimal(unscaled: bigint, precision: number, scale: number): RedshiftNumber {
  if (absolute(unscaled) >= 10n ** BigInt(precision))
    throw new RedshiftOverflow(`${unscaled} has no room in decimal(${precision},${scale})`);
  return { type: 'decimal', precision, scale, unscaled };
}

export function integer(value: bigint, type: 'integer' | 'bigint'): RedshiftNumber {
  if (absolute(value) >= 2n ** (type === 'integer' ? 31n : 63n))
    throw new RedshiftOverflow(`${value} is no ${type}`);
  return { type, precision: type === 'integer' ? 10 : 19, scale: 0, unscaled: value };
}

/** A number as it is written: `12` is an integer, `1.50` a decimal with just these digits. */
export function numberOf(text: string): RedshiftNumber {
  const [whole = '', fraction = ''] = text.split('.');
  const unscaled = BigInt(whole + fraction);
  if (fraction === '' && absolute(unscaled) < 2n ** 31n) return integer(unscaled, 'integer');
  if (fraction === '' && absolute(unscaled) < 2n ** 63n) return integer(unscaled, 'bigint');
  return decimal(unscaled, (whole + fraction).replace('-', '').length, fraction.length);
}

/** A cast; digits that are taken off are cut off, as of a value that comes from a table. */
export function castTo(number: RedshiftNumber, precision: number, scale: number): RedshiftNumber {
  return decimal(rescaled(number, scale), precision, scale);
}

export function compute(operator: string, left: RedshiftNumber, right: RedshiftNumber): RedshiftNumber {
  if (left.type !== 'decimal' && right.type !== 'decimal') return computeIntegers(operator, left, right);
  const [{ precision: p1, scale: s1 }, { precision: p2, scale: s2 }] = [left, right];
  switch (operator) {
    case 'Plus':
    case 'Minus': {
      const scale = Math.max(s1, s2);
      const [a, b] = [rescaled(left, scale), rescaled(right, scale)];
      const precision = Math.max(p1 - s1, p2 - s2) + 1 + scale;
      return decimal(fits(operator === 'Plus' ? a + b : a - b), Math.min(38, precision), scale);
    }
    case 'Multiply':
      return decimal(fits(left.unscaled * right.unscaled), Math.min(38, p1 + p2 + 1), Math.min(37, s1 + s2));
    case 'Divide': {
      const fullScale = Math.max(4, s1 + p2 - s2 + 1);
      const fullPrecision = p1 - s1 + s2 + fullScale;
      const scale = fullPrecision > 38 ? Math.max(38 + fullScale - fullPrecision, 4) : fullScale;
      const dividend = rescaled({ ...left, scale: s1 - s2 }, scale);
      return decimal(dividend / right.unscaled, Math.min(38, fullPrecision), scale);
    }
    default:
      throw new Error(`no rule for ${operator}`);
  }
}

/** Both have to be decimals, or both whole numbers of one width; a fraction is not needed here. */
export function remainderOf(left: RedshiftNumber, right: RedshiftNumber): RedshiftNumber {
  if (left.type !== right.type || left.scale !== 0 || right.scale !== 0)
    throw new Error(`mod of ${left.type} and ${right.type}`);
  return { ...left, unscaled: left.unscaled % right.unscaled };
}

export function compare(left: RedshiftNumber, right: RedshiftNumber): number {
  const scale = Math.max(left.scale, right.scale);
  const of = ({ unscaled, scale: has }: RedshiftNumber): bigint => unscaled * 10n ** BigInt(scale - has);
  const difference = of(left) - of(right);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function computeIntegers(operator: string, left: RedshiftNumber, right: RedshiftNumber): RedshiftNumber {
  const type = left.type === 'bigint' || right.type === 'bigint' ? 'bigint' : 'integer';
  const [a, b] = [left.unscaled, right.unscaled];
  const results: Readonly<Record<string, () => bigint>> = {
    Plus: () => a + b,
    Minus: () => a - b,
    Multiply: () => a * b,
    Divide: () => a / b,
  };
  const result = results[operator];
  if (result === undefined) throw new Error(`no rule for ${operator}`);
  return integer(result(), type);
}

function rescaled({ unscaled, scale: from }: RedshiftNumber, to: number): bigint {
  return to >= from ? fits(unscaled * 10n ** BigInt(to - from)) : unscaled / 10n ** BigInt(from - to);
}

function fits(unscaled: bigint): bigint {
  if (absolute(unscaled) >= 2n ** 127n) throw new RedshiftOverflow(`${unscaled} needs more than 128 bits`);
  return unscaled;
}

function absolute(number: bigint): bigint {
  return number < 0n ? -number : number;
}
