import type { Purpose, Warehouse } from '../warehouses/warehouse.ts';

/** What a hidden relation turned out to be. */
export interface Built {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Undefined of a view, which would have to be worked out for it. */
  readonly rows: number | undefined;
}

/** Reads the columns of a relation and how many rows it has, in one statement: a warehouse may be far away. */
export async function readBuilt(
  warehouse: Pick<Warehouse, 'query'>,
  relation: string,
  isView: boolean,
  purpose: Purpose,
): Promise<Built> {
  if (isView) {
    const { columns } = await warehouse.query(`select * from ${relation} where 1 = 0`, undefined, purpose);
    return { columns, rows: undefined };
  }
  const counting = `select counted.row_count, built.* from (select count(*) as row_count from ${relation}) as counted left join ${relation} as built on 1 = 0`;
  const { columns, rows } = await warehouse.query(counting, undefined, purpose);
  return { columns: columns.slice(1), rows: Number(rows[0]?.[0] ?? 0) };
}
