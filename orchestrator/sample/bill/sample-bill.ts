import type { SampleWorld } from '../world/sample-world.ts';
import type { BillRow } from './bill-row.ts';
import { computeMeters, hostRate } from './compute-meters.ts';
import { countRoundingRows } from './invoices.ts';
import { countMeterRows, readMeters } from './meters.ts';
import { monthlyRows } from './monthly-rows.ts';
import { planUsage, usageRows, usageStream } from './usage-rows.ts';

/** All rows of all months but the Rounding ones, in the order in which the files have them. Each call begins anew. */
export type SampleBill = () => Generator<BillRow>;

/** The bill of a company: as many rows as its number of lines says, less the Rounding rows that are yet to come. */
export function buildSampleBill(world: SampleWorld): SampleBill {
  const { months, hours } = world.calendar;
  const meters = computeMeters(world);
  const hostHours = world.hosts.reduce(
    (sum, host) => sum + countHours(world, host.launchedAt, host.terminatedAt),
    0,
  );
  // Hosts, their volumes and the other instances are about 60 % of the bill.
  const billTotal = (BigInt(hostHours) * hostRate * 21n) / 10n;
  const metered = meters.reduce((sum, meter) => sum + countMeterRows(world.calendar, meter), 0);
  const monthlyCount = months.reduce(
    (sum, month) => sum + monthlyRows(world, planUsage(world.seed, 1, 0n), 0n, month).length,
    0,
  );
  const plan = planUsage(
    world.seed,
    world.lines - metered - monthlyCount - countRoundingRows(months),
    billTotal,
  );
  return () => {
    const random = usageStream(world.seed);
    let hoursSoFar = 0;
    let rowsSoFar = 0;
    return readMeters(world.calendar, meters, function* (month, hour) {
      if (hour === month.startedAt) yield* monthlyRows(world, plan, billTotal, month);
      hoursSoFar += 1;
      const upTo = Math.floor((plan.rows * hoursSoFar) / hours);
      yield* usageRows(random, plan, upTo - rowsSoFar, month, hour);
      rowsSoFar = upTo;
    });
  };
}

function countHours({ calendar }: SampleWorld, launchedAt: number, terminatedAt: number | undefined): number {
  const hourly = { startedAt: launchedAt, stoppedAt: terminatedAt, rowsPerHour: 1, rowsOf: () => [] };
  return countMeterRows(calendar, hourly);
}
