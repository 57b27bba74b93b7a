import type { Diagnostic } from '../base/diagnostic.ts';
import type { RunId } from '../base/names.ts';
import type { RelationName } from '../warehouses/dialect.ts';
import type { Relation, Warehouse } from '../warehouses/warehouse.ts';
import { engineWork } from './asking.ts';
import { findRelation } from './published-relation.ts';

const runsRelation: RelationName = { schema: 'rollups', name: 'runs' };

/**
 * Why a run must not publish whose name sorts before that of a published one: readers take the greatest for the newest, so they would go on to see
 * the older. Undefined if it may. Names are compared to the second; what is random in them says nothing.
 */
export async function checkClock(
  { dialect, query }: Pick<Warehouse, 'dialect' | 'query'>,
  relations: readonly Relation[],
  run: RunId,
): Promise<Diagnostic | undefined> {
  const runs = findRelation(relations, runsRelation);
  if (runs?.columns.some(({ name }) => name === 'run_id') !== true) return undefined;
  const { rows } = await query(
    `select max(run_id) from ${dialect.relation(runsRelation)}`,
    undefined,
    engineWork.prepare,
  );
  const latest = rows[0]?.[0] ?? '';
  const [now, then] = [startOf(run), startOf(latest)];
  return now === undefined || then === undefined || then <= now ? undefined : clockBehind(now, latest, then);
}

/** When a run began, to the second, by its name (`newRunId`); undefined if that is none. */
function startOf(run: string): string | undefined {
  const parts = /^r(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(\d\d)_/.exec(run);
  return parts
    ?.slice(1)
    .reduce((text, part, index) => `${text}${['-', '-', ' ', ':', ':'][index - 1]}${part}`);
}

function clockBehind(now: string, latest: string, then: string): Diagnostic {
  return {
    severity: 'error',
    code: 'clock-behind',
    message: `By the clock of this machine it is ${now} UTC, and run ${latest}, which is published, began at ${then} UTC: readers would take that one for the newer.`,
    hint: 'Set the clock right and run it again. If it was wrong when that run began, nothing can be published before that time. Nothing was loaded.',
  };
}
