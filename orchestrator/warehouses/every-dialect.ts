import type { Dialect } from './dialect.ts';
import { dialectOf, type ResolvedTarget } from './open-warehouse.ts';

/** All kinds of targets; it does not compile while one of them is missing. */
const types = { duckdb: true, redshift: true } as const satisfies Record<ResolvedTarget['type'], true>;

/** The dialect of every kind of target. */
export function everyDialect(): Dialect[] {
  // The keys are those of the record above.
  return Object.keys(types).map((name) => dialectOf(name as keyof typeof types));
}
