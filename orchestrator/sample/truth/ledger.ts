import { allocateLine, type SharedClaim } from './allocate-line.ts';
import { type Boundary, boundariesOf, boundariesWithin, cutUnits, nothing } from './cut-units.ts';
import { compareText, type LineFact, type Part, unallocated } from './facts.ts';
import type { KnownWorld } from './known-world.ts';

/** Receives each part of each line once; `line` is the line that was given in. */
export type PartSink = (line: LineFact, part: Part) => void;

/** Areas whose costs are nobody's own, so nothing is shared in proportion to them. */
const nobodysAreas: ReadonlySet<string> = new Set([unallocated, 'idle']);

/** Allocates line after line; what is shared between areas waits until all lines are in. */
export interface Ledger {
  readonly add: (line: LineFact) => void;
  /** Gives away the shared lines. To be called once, after the last `add`. */
  readonly finish: () => void;
}

/** An empty ledger over a known world. Memory grows with the number of shared lines, not with that of the others. */
export function openLedger(world: KnownWorld, sink: PartSink): Ledger {
  const waiting: Waiting[] = [];
  const ownCosts: OwnCosts = new Map();

  const add = (line: LineFact): void => {
    let from = nothing;
    let given = 0n;
    const own = ownCostsOf(ownCosts, line);
    for (const { claim, upTo, units } of allocateLine(line, world)) {
      given += units;
      if ('sharedBy' in claim) waiting.push({ line, claim, from, upTo });
      else {
        sink(line, { ...claim, units });
        if (!nobodysAreas.has(claim.productArea))
          own.set(claim.productArea, (own.get(claim.productArea) ?? 0n) + units);
      }
      from = upTo;
    }
    if (given !== line.units)
      throw new Error(`internal error: the pieces of line "${line.id}" are not the line`);
  };

  const finish = (): void => {
    for (const { line, claim, from, upTo } of waiting) {
      const shares = sharesOf(line, claim, ownCosts);
      const boundaries = boundariesOf(shares.map(({ weight }) => weight));
      const [, ...pieces] = cutUnits(line.units, [from, ...boundariesWithin(from, upTo, boundaries)]);
      for (const [position, { productArea }] of shares.entries()) {
        const { method, instanceId } = claim;
        sink(line, { productArea, method, instanceId, units: pieces[position] ?? 0n });
      }
    }
  };
  return { add, finish };
}

interface Waiting {
  readonly line: LineFact;
  readonly claim: SharedClaim;
  /** Which stretch of the line is shared: all of it, or the time that a volume was attached to none. */
  readonly from: Boundary;
  readonly upTo: Boundary;
}

/** What product areas have of their own, in each month and account. */
type OwnCosts = Map<
  string,
  { readonly statementMonth: string; readonly accountId: string; readonly byArea: Map<string, bigint> }
>;

function ownCostsOf(ownCosts: OwnCosts, { statementMonth, accountId }: LineFact): Map<string, bigint> {
  const key = `${statementMonth}/${accountId}`;
  const known = ownCosts.get(key);
  if (known !== undefined) return known.byArea;
  const byArea = new Map<string, bigint>();
  ownCosts.set(key, { statementMonth, accountId, byArea });
  return byArea;
}

function sharesOf(line: LineFact, { sharedBy }: SharedClaim, ownCosts: OwnCosts): Share[] {
  const shares =
    sharedBy.kind === 'even' ? evenShares(sharedBy.productAreas) : ownShares(line, sharedBy.within, ownCosts);
  const positive = shares.filter(({ weight }) => weight > 0n);
  positive.sort((left, right) => compareText(left.productArea, right.productArea));
  return positive.length > 0 ? positive : [{ productArea: unallocated, weight: 1n }];
}

interface Share {
  readonly productArea: string;
  readonly weight: bigint;
}

function evenShares(productAreas: readonly string[]): Share[] {
  return productAreas.map((productArea) => ({ productArea, weight: 1n }));
}

/** By whole billionths of a dollar, or what is measured in where there are ten billion and more; who has less than nothing shares nothing. */
function ownShares(line: LineFact, within: 'month' | 'account', ownCosts: OwnCosts): Share[] {
  const sums = new Map<string, bigint>();
  for (const { statementMonth, accountId, byArea } of ownCosts.values()) {
    if (statementMonth !== line.statementMonth || (within === 'account' && accountId !== line.accountId))
      continue;
    for (const [area, units] of byArea) sums.set(area, (sums.get(area) ?? 0n) + units);
  }
  const positive = [...sums].filter(([, units]) => units > 0n);
  const measure = measureOf(positive.reduce((total, [, units]) => total + units, 0n));
  return positive.map(([productArea, units]) => ({ productArea, weight: units / measure }));
}

/** Units of money in one unit of weight: so many that the weights of a pool come to less than 10^19. */
function measureOf(total: bigint): bigint {
  if (total < 10n ** 28n) return 10n ** 9n;
  return total < 10n ** 33n ? 10n ** 14n : 10n ** 19n;
}
