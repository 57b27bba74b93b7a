import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boundariesOf,
  boundariesWithin,
  cutUnits,
  nothing,
  whole,
} from '../../../../orchestrator/sample/truth/cut-units.ts';

const amount = fc.bigInt({ min: -(10n ** 33n), max: 10n ** 33n });
const weights = fc
  .array(fc.bigInt({ min: 0n, max: 10n ** 18n }), { minLength: 1, maxLength: 20 })
  .filter((list) => list.some((weight) => weight > 0n));

describe('cutUnits', () => {
  it('cuts seven units at three and six tenths into 2, 2 and 3', () => {
    expect(cutUnits(7n, boundariesOf([3n, 3n, 4n]))).toEqual([2n, 2n, 3n]);
  });

  it('gives pieces that add up to the amount', () => {
    fc.assert(
      fc.property(amount, weights, (units, list) => {
        const pieces = cutUnits(units, boundariesOf(list));
        expect(pieces.reduce((sum, piece) => sum + piece, 0n)).toBe(units);
      }),
    );
  });

  it('gives each piece less than one unit away from its exact share', () => {
    fc.assert(
      fc.property(amount, weights, (units, list) => {
        const total = list.reduce((sum, weight) => sum + weight, 0n);
        for (const [position, piece] of cutUnits(units, boundariesOf(list)).entries()) {
          const error = piece * total - units * (list[position] ?? 0n);
          expect(error < total && error > -total).toBe(true);
        }
      }),
    );
  });

  it('cuts a negative amount as its positive', () => {
    fc.assert(
      fc.property(amount, weights, (units, list) => {
        const mirrored = cutUnits(-units, boundariesOf(list)).map((piece) => -piece);
        expect(mirrored).toEqual(cutUnits(units, boundariesOf(list)));
      }),
    );
  });
});

describe('boundariesWithin', () => {
  it('leaves boundaries as they are within the whole', () => {
    fc.assert(
      fc.property(amount, weights, (units, list) => {
        const boundaries = boundariesOf(list);
        expect(cutUnits(units, boundariesWithin(nothing, whole, boundaries))).toEqual(
          cutUnits(units, boundaries),
        );
      }),
    );
  });

  it('rounds once: a third of a half is a sixth of the whole', () => {
    const [half] = boundariesOf([1n, 1n]);
    const [third] = boundariesOf([1n, 1n, 1n]);
    if (half === undefined || third === undefined) throw new Error('no boundaries');
    // Five units cut twice would give floor(floor(5 / 2) / 3) = 0; one sixth of eleven is 1.
    expect(cutUnits(11n, boundariesWithin(nothing, half, [third]))).toEqual([1n]);
    expect(cutUnits(6n * 10n ** 30n, boundariesWithin(half, whole, [third]))).toEqual([4n * 10n ** 30n]);
  });
});
