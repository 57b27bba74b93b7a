import { dayMs, hourMs, type SampleMonth } from '../calendar.ts';
import { type UsageFamily, usageFamilies } from '../company/usage-families.ts';
import { type Random, randomStream } from '../random.ts';
import { type BillRow, costOf, quantityOne } from './bill-row.ts';
import { buildUsageResources, type UsageKindRow, type UsageResource } from './usage-resources.ts';

/** What the company has besides instances: a number of rows that cost about a sum, spread evenly over the hours. */
export interface UsagePlan {
  readonly rows: number;
  readonly families: readonly PlannedFamily[];
}

interface PlannedFamily {
  readonly family: UsageFamily;
  readonly resources: readonly UsageResource[];
  /** The average cost of a row. */
  readonly meanCost: bigint;
}

const allShares = usageFamilies.reduce((sum, { rowShare }) => sum + rowShare, 0);

/** `billTotal` is what the whole bill should cost about, in ticks. */
export function planUsage(seed: number, rows: number, billTotal: bigint): UsagePlan {
  const families = usageFamilies.map((family): PlannedFamily => {
    const expectedRows = Math.max(1, Math.round((rows * family.rowShare) / allShares));
    const resources = buildUsageResources(seed, family, expectedRows);
    return {
      family,
      resources,
      meanCost: (billTotal * BigInt(family.costShare)) / 1000n / BigInt(expectedRows),
    };
  });
  return { rows, families };
}

/** Rows from one position in the plan up to another; positions count from 0 to `plan.rows`. */
export function* usageRows(
  random: Random,
  plan: UsagePlan,
  count: number,
  month: SampleMonth,
  hour: number,
): Generator<BillRow> {
  for (let position = 0; position < count; position++) {
    const { resources, meanCost } = pickFamily(random, plan);
    const resource = random.pick(resources);
    yield usageRow(random, resource, random.pick(resource.rows), meanCost, month, hour);
  }
}

/** The stream that a reading of the plan's rows takes its chances from: each reading begins a new one. */
export function usageStream(seed: number): Random {
  return randomStream(seed, 'usage');
}

function pickFamily(random: Random, { families }: UsagePlan): PlannedFamily {
  let lot = random.integer(allShares);
  for (const planned of families) {
    lot -= planned.family.rowShare;
    if (lot < 0) return planned;
  }
  throw new Error('internal error: the shares of the families do not cover the lot');
}

function usageRow(
  random: Random,
  resource: UsageResource,
  { kind, row }: UsageKindRow,
  meanCost: bigint,
  month: SampleMonth,
  hour: number,
): BillRow {
  const { rate, isDaily } = kind;
  const startedAt = isDaily ? Math.floor(hour / dayMs) * dayMs : hour;
  const stoppedAt = startedAt + (isDaily ? dayMs : hourMs);
  const factor = BigInt(random.between(200, 1800) * resource.weight);
  // Of what is charged by the request, many lines are for a handful of them.
  const divisor = rate < 1_000_000n && random.chance(150) ? 3_000_000n : 1n;
  const quantity =
    rate === 0n
      ? BigInt(random.between(1, 900_000)) * 600n
      : (meanCost * factor * quantityOne) / (rate * 1_000_000n * divisor);
  const tags = resource.tagsAt(startedAt);
  return { ...row, month, startedAt, stoppedAt, quantity, cost: costOf(quantity, rate), tags };
}
