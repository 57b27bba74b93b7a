import { parseCost } from '../base/money.ts';
import { parseStatementMonth, type StatementMonth } from '../base/names.ts';
import type { Warehouse } from '../warehouses/warehouse.ts';
import type { AreaCost, FinalMonth } from './run-summary.ts';

interface Version {
  readonly runId: string;
  readonly month: StatementMonth;
  readonly version: bigint;
  readonly restatedBy: bigint;
}

/**
 * What a run has to say of months that are final: those that it made final, those of which it added a version, and those whose
 * costs it gives otherwise than the latest version that was there before it. `areas` are the run's own costs.
 */
export async function readFinalMonths(
  warehouse: Warehouse,
  runId: string,
  areas: readonly AreaCost[],
): Promise<FinalMonth[]> {
  const relations = await warehouse.relations();
  const isThere = (table: string): boolean =>
    relations.some(({ schema, name }) => schema === 'rollups' && name === table);
  if (!isThere('finalized_months') || !isThere('costs_by_product_area_final')) return [];
  const relation = (name: string): string => warehouse.dialect.relation({ schema: 'rollups', name });

  // The names of runs sort by when they started.
  const { rows } = await warehouse.query(
    `select run_id, statement_month, version, restated_by_cost from ${relation('finalized_months')}
where run_id <= ${warehouse.dialect.literal(runId)} order by statement_month, version`,
  );
  const latest = new Map<StatementMonth, Version>();
  for (const [by, written, version, restatedBy] of rows) {
    const month = parseStatementMonth(written ?? '');
    if (month === undefined) throw new Error(`A published statement_month is not a date: "${written}".`);
    latest.set(month, {
      runId: by ?? '',
      month,
      version: BigInt(version ?? '0'),
      restatedBy: unitsOf(restatedBy),
    });
  }

  const found: FinalMonth[] = [];
  for (const month of [...new Set(areas.map((cost) => cost.month))].sort()) {
    const final = latest.get(month);
    if (final === undefined) continue;
    const { version } = final;
    if (final.runId !== runId) {
      const { rows: kept } = await warehouse.query(
        `select product_area, sum(unblended_cost) from ${relation('costs_by_product_area_final')}
where statement_month = date '${month}' and version = ${version} group by product_area`,
      );
      const own = areas.filter((cost) => cost.month === month);
      const differs = !isSame(
        new Map(kept.map(([area, cost]) => [area ?? '', unitsOf(cost)])),
        new Map(own.map(({ area, units }) => [area, units])),
      );
      if (differs) found.push({ kind: 'differs', month, version, finalizedBy: final.runId });
    } else if (version > 1n) {
      found.push({ kind: 'restated', month, version, restatedByUnits: final.restatedBy });
    } else found.push({ kind: 'finalized', month, version });
  }
  return found;
}

/** Whether every area costs the same in both; one that is not there costs nothing. */
function isSame(one: ReadonlyMap<string, bigint>, other: ReadonlyMap<string, bigint>): boolean {
  return [...one.keys(), ...other.keys()].every((area) => (one.get(area) ?? 0n) === (other.get(area) ?? 0n));
}

function unitsOf(text: string | null | undefined): bigint {
  const units = parseCost(text ?? '0');
  if (units === undefined) throw new Error(`A published cost is not an exact decimal: "${text}".`);
  return units;
}
