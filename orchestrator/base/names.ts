/** A string that must not be mixed with other strings: `Brand<'RunId'>` is not assignable to `Brand<'NodeName'>`. */
export type Brand<Name extends string> = string & { readonly __brand: Name };

/** The name by which a model, seed, source table or test is known in the project: what stands in `{{ref "…"}}`. */
export type NodeName = Brand<'NodeName'>;

/** The name of one run: sortable by start time and safe in a table's name, as `r20170308t040506_1a2b`. */
export type RunId = Brand<'RunId'>;

/** The first day of the month that a bill is for, as `YYYY-MM-01`. */
export type StatementMonth = Brand<'StatementMonth'>;

export const nodeName = (text: string): NodeName => text as NodeName;
export const runId = (text: string): RunId => text as RunId;

/** `2017-02`, `2017-02-01` and `2017-02-28` all name February 2017; anything else is undefined. */
export function parseStatementMonth(text: string): StatementMonth | undefined {
  const match = /^(\d{4})-(0[1-9]|1[0-2])(-\d{2})?$/.exec(text.trim());
  return match ? (`${match[1]}-${match[2]}-01` as StatementMonth) : undefined;
}
