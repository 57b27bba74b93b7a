import { createHash } from 'node:crypto';
import type { RunId } from '../../base/names.ts';
import type { Relation } from '../../warehouses/warehouse.ts';

/** Postgres's limit, the lowest of the warehouses' that are alike. */
const longestName = 63;
const hiddenName = /__b_(r\d{8}t\d{6}_[0-9a-f]{4})$/;

/** The name under which a run builds a relation before readers see it: `costs__b_r20170308t040506_1a2b`. */
export function hiddenNameOf(name: string, run: RunId): string {
  return nameOfRun(name, run, 'b');
}

/** A name that says which run made the relation, and as what: `b` for what is hidden. */
export function nameOfRun(name: string, run: RunId, kind: 'b' | 'p'): string {
  const suffix = `__${kind}_${run}`;
  const room = longestName - suffix.length;
  if (name.length <= room) return name + suffix;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${name.slice(0, room - 9)}_${digest}${suffix}`;
}

/** The hidden relations of other runs: with one run at a time, those have died. */
export function findLeftovers(relations: readonly Relation[], run: RunId): Relation[] {
  return relations.filter(({ name }) => {
    const other = hiddenName.exec(name)?.[1];
    return other !== undefined && other !== run;
  });
}
