import { parseStatementMonth, type RunId, runId, type StatementMonth } from '../../base/names.ts';
import type { RelationName } from '../../warehouses/dialect.ts';
import type { Relation } from '../../warehouses/warehouse.ts';
import { nameOfRun } from './hidden-name.ts';

/** A table with some of the months of an incremental model, of which readers see the parts together, as one view. */
export interface TablePart extends RelationName {
  /** The months of which readers see its rows; it may have others, which a later run made anew. Undefined: its mark is gone. */
  readonly months: readonly StatementMonth[] | undefined;
}

/** The name of the part that a run made: `costs__p_r20170308t040506_1a2b`. */
export function partNameOf(name: string, run: RunId): string {
  return nameOfRun(name, run, 'p');
}

/** The name that a table gets which was whole until a run made some of its months anew: it sorts before those of all runs. */
export function firstPartNameOf(name: string): string {
  return nameOfRun(name, runId('r00000000t000000_0000'), 'p');
}

/** The parts of what is published in a place, in the order in which they were made. */
export function partsOf(relations: readonly Relation[], place: RelationName): TablePart[] {
  return relations
    .filter(({ schema, name, kind }) => {
      const run = /__p_(r\d{8}t\d{6}_[0-9a-f]{4})$/.exec(name)?.[1];
      return (
        kind === 'table' &&
        schema === place.schema &&
        run !== undefined &&
        name === partNameOf(place.name, runId(run))
      );
    })
    .map(({ schema, name, comment }) => ({ schema, name, months: monthsInMark(comment) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const mark = 'months: ';

/**
 * The first line of the comment on a part. The view says the same in its query; a comment can be read without understanding SQL, and is
 * written in the same transaction.
 */
export function markOf(months: readonly StatementMonth[]): string {
  return mark + months.map((month) => month.slice(0, 7)).join(', ');
}

function monthsInMark(comment: string | undefined): readonly StatementMonth[] | undefined {
  const [line = ''] = comment?.split('\n') ?? [];
  if (!line.startsWith(mark)) return undefined;
  const listed = line.slice(mark.length).split(', ');
  const months = listed.filter((text) => text !== '').map(parseStatementMonth);
  return months.every((month) => month !== undefined) ? months : undefined;
}
