import fc from 'fast-check';

/** One part of a line, by the parameters of macros/split_cost.sql. */
export interface Part {
  readonly units: bigint;
  readonly cutBefore: bigint;
  readonly cutWeight: bigint;
  readonly cutTotal: bigint;
  readonly shareBefore: bigint;
  readonly shareWeight: bigint;
  readonly shareTotal: bigint;
}

/** As large as `limit`, and often one of the numbers at which one way of dividing gives way to another. */
const upTo = (limit: bigint): fc.Arbitrary<bigint> => {
  const edges = [2n, 3n, 3_600_000n, 2n ** 50n, 2n ** 53n, 2n ** 63n, 10n ** 20n].flatMap((edge) =>
    [edge - 1n, edge, edge + 1n].filter((near) => near <= limit && near >= 1n),
  );
  return fc.oneof(fc.bigInt(1n, limit), fc.bigInt(1n, 10n ** 9n), fc.constantFrom(...edges, limit));
};

/** `before` and `weight` within a total. */
const pieceOf = (total: bigint): fc.Arbitrary<readonly [bigint, bigint]> =>
  fc
    .tuple(fc.bigInt(0n, total - 1n), fc.bigInt(1n, total))
    .map(([before, weight]) => [before, 1n + ((weight - 1n) % (total - before))]);

/** Where an estimate of the quotient is off by one most often: the largest shares that are split quickly. */
export const quickPart: fc.Arbitrary<Part> = fc
  .tuple(fc.bigInt(2n ** 55n, 2n ** 63n - 1n), fc.bigInt(2n ** 50n - 2n ** 40n, 2n ** 50n))
  .chain(([units, shareTotal]) =>
    pieceOf(shareTotal).map(
      ([shareBefore, shareWeight]): Part => ({
        ...{ units, cutBefore: 0n, cutWeight: 1n, cutTotal: 1n, shareBefore, shareWeight, shareTotal },
      }),
    ),
  );

/** Parts as large as may be, of either sign. */
export const anyPart: fc.Arbitrary<Part> = fc
  .tuple(
    fc.oneof(upTo(2n ** 63n), upTo(10n ** 33n - 1n)),
    fc.boolean(),
    fc.oneof(fc.constant(1n), upTo(10n ** 16n)),
    fc.oneof(fc.bigInt(2n ** 49n, 2n ** 50n), upTo(2n ** 50n + 10n), upTo(10n ** 19n - 1n)),
  )
  .chain(([size, isNegative, cutTotal, shareTotal]) =>
    fc.tuple(pieceOf(cutTotal), pieceOf(shareTotal)).map(
      ([[cutBefore, cutWeight], [shareBefore, shareWeight]]): Part => ({
        units: isNegative ? -size : size,
        ...{ cutBefore, cutWeight, cutTotal, shareBefore, shareWeight, shareTotal },
      }),
    ),
  );

/** Ways to work out the parts of the table `parts`, each a query for `id` and `part_cost`. */
export const ways = {
  // Where it may not be used, the long way is: nobody uses it there.
  quick_split: `select id, case when {{is_quick_split "unblended_cost" "cut_total" "share_total"}} then part_cost end as part_cost
    from (
      select parts.*, {{quick_split "cost_units" "share_before" "share_weight" "share_total"}} as part_cost
      from parts
      where {{is_quick_split "unblended_cost" "cut_total" "share_total"}}
    ) as quick`,
  part_costs_of: `select id, part_cost from {{part_costs_of "parts"}} as costs`,
  piece_costs_of: `select id, part_cost from {{piece_costs_of (cut_pieces_of "parts")}} as costs`,
};

/** Where macros/is_quick_split.sql lets `quick_split` be used. */
export function isSplitQuickly({ units, cutTotal, shareTotal }: Part): boolean {
  return cutTotal === 1n && units < 2n ** 63n && -units < 2n ** 63n && shareTotal <= 2n ** 50n;
}

/** The difference of the positions at both ends, each rounded down: docs/allocation.md. */
export function exactly(part: Part): bigint {
  const { units, cutBefore, cutWeight, cutTotal, shareBefore, shareWeight, shareTotal } = part;
  const size = units < 0n ? -units : units;
  const until = (share: bigint): bigint =>
    (size * (cutBefore * shareTotal + cutWeight * share)) / (cutTotal * shareTotal);
  const difference = until(shareBefore + shareWeight) - until(shareBefore);
  return units < 0n ? -difference : difference;
}
