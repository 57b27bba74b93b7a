/** A place on the line from nothing (0) to the whole (1), as an exact fraction. */
export interface Boundary {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export const nothing: Boundary = { numerator: 0n, denominator: 1n };
export const whole: Boundary = { numerator: 1n, denominator: 1n };

/**
 * Cuts an amount at the boundaries: piece k is floor(|amount| · boundary k) − floor(|amount| · boundary k−1), with the
 * amount's sign. The last boundary must be the whole; then the pieces add up to the amount, each less than one unit
 * from its exact share.
 *
 *     0 ──────── 3/10 ──── 6/10 ────────── 1      of 7 units: 2, 2, 3
 */
export function cutUnits(units: bigint, boundaries: readonly Boundary[]): bigint[] {
  const magnitude = units < 0n ? -units : units;
  let before = 0n;
  return boundaries.map(({ numerator, denominator }) => {
    const upTo = (magnitude * numerator) / denominator;
    const piece = upTo - before;
    before = upTo;
    return units < 0n ? -piece : piece;
  });
}

/** The boundaries of shares in proportion to weights, in their order. The weights' sum must be positive. */
export function boundariesOf(weights: readonly bigint[]): Boundary[] {
  const denominator = weights.reduce((sum, weight) => sum + weight, 0n);
  let numerator = 0n;
  return weights.map((weight) => {
    numerator += weight;
    return { numerator, denominator };
  });
}

/** Boundaries of the whole, squeezed into the stretch between two places on a line. */
export function boundariesWithin(
  from: Boundary,
  until: Boundary,
  boundaries: readonly Boundary[],
): Boundary[] {
  const start = from.numerator * until.denominator;
  const length = until.numerator * from.denominator - start;
  return boundaries.map(({ numerator, denominator }) => ({
    numerator: start * denominator + length * numerator,
    denominator: from.denominator * until.denominator * denominator,
  }));
}
