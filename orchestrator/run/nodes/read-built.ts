import { isOfMonths } from '../../base/month-list.ts';
import type { StatementMonth } from '../../base/names.ts';
import { type Purpose, type Warehouse, WarehouseError } from '../../warehouses/warehouse.ts';
import { monthColumn } from '../materialize/month-column.ts';

/** What a hidden relation turned out to be. */
export interface Built {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Undefined of a view, which would have to be worked out for it. */
  readonly rows: number | undefined;
  /** The rows of other months than those that were asked for, if there are any. */
  readonly strays?: Strays;
}

export interface Strays {
  readonly rows: number;
  /** The first of their months. */
  readonly month: string;
}

export interface BuiltRelation {
  /** As it stands in SQL. */
  readonly name: string;
  readonly isView: boolean;
  /** Of which months its rows are to be, by their `statement_month`; of any if absent. */
  readonly months?: readonly StatementMonth[];
}

/** Reads the columns of a relation, and how many rows it has, in one statement: a warehouse may be far away. */
export async function readBuilt(
  warehouse: Pick<Warehouse, 'query'>,
  { name, isView, months }: BuiltRelation,
  purpose: Purpose,
): Promise<Built> {
  if (isView) {
    const { columns } = await warehouse.query(`select * from ${name} where 1 = 0`, undefined, purpose);
    return { columns, rows: undefined };
  }
  const counts = ['count(*) as row_count'];
  if (months === undefined) return readCounts(warehouse, name, counts, purpose);
  // Rows without a month are made anew by every run.
  const isWell = `${monthColumn} is null or ${isOfMonths(monthColumn, months)}`;
  const ofStrays = [
    `sum(case when ${isWell} then 0 else 1 end) as stray_count`,
    `min(case when ${isWell} then null else ${monthColumn} end) as stray_month`,
  ];
  try {
    return await readCounts(warehouse, name, [...counts, ...ofStrays], purpose);
  } catch (error) {
    if (!(error instanceof WarehouseError)) throw error;
    // It may have no such column: its columns are what says so.
    return readCounts(warehouse, name, counts, purpose);
  }
}

async function readCounts(
  { query }: Pick<Warehouse, 'query'>,
  name: string,
  counts: readonly string[],
  purpose: Purpose,
): Promise<Built> {
  const counting = `select counted.*, built.* from (select ${counts.join(', ')} from ${name}) as counted left join ${name} as built on 1 = 0`;
  const { columns, rows } = await query(counting, undefined, purpose);
  const [rowCount, strayCount, strayMonth] = rows[0] ?? [];
  const strays = counts.length > 1 ? Number(strayCount ?? 0) : 0;
  return {
    columns: columns.slice(counts.length),
    rows: Number(rowCount ?? 0),
    ...(strays > 0 && { strays: { rows: strays, month: strayMonth ?? '' } }),
  };
}
