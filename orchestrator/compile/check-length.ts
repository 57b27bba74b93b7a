import type { Diagnostic, Place } from '../base/diagnostic.ts';
import type { NodeName } from '../base/names.ts';
import type { Dialect } from '../warehouses/dialect.ts';

/** Room for what a run puts around a query: `create table … as`, `insert into … with`. */
const bytesAround = 1000;

/** A query that the warehouse would refuse for its length, before anything runs. */
export function checkLength(
  name: NodeName,
  sql: string,
  place: Place | undefined,
  { name: warehouse, longestStatement }: Dialect,
): Diagnostic[] {
  const longest = longestStatement - bytesAround;
  // Quicker than counting, and nearly always enough: a character has at most three bytes for each of its UTF-16 units.
  if (sql.length * 3 <= longest) return [];
  const bytes = Buffer.byteLength(sql);
  if (bytes <= longest) return [];
  const message = `The SQL of "${name}" has ${bytes} bytes; for ${warehouse} it may have ${longest}, which leaves ${bytesAround} of a statement's ${longestStatement} for what a run puts around it.`;
  const hint =
    'Give what its macros write several times a column of its own in an earlier step, or make two models of it.';
  return [{ severity: 'error', code: 'statement-too-long', message, place, hint }];
}
