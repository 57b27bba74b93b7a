import type { RelationName } from '../../warehouses/dialect.ts';
import type { Purpose, Warehouse } from '../../warehouses/warehouse.ts';

interface Column {
  readonly name: string;
  readonly type: string;
}

/**
 * Gives the columns of a hidden table, of which the rows are to stay, the types that they need for rows of later runs; these columns come out.
 * Each statement by itself: Redshift changes no column's type within a transaction ("ALTER TABLE" of the developer guide).
 */
export async function makeRoom(
  { dialect, execute }: Pick<Warehouse, 'dialect' | 'execute'>,
  hidden: RelationName,
  columns: readonly Column[],
  purpose: Purpose,
): Promise<readonly Column[]> {
  const lasting = columns.map(({ name, type }) => ({ name, type: dialect.lastingType(type) }));
  for (const [index, { name, type }] of lasting.entries()) {
    if (type === columns[index]?.type) continue;
    const place = `${dialect.relation(hidden)} alter column ${dialect.identifier(name)}`;
    await execute(`alter table ${place} type ${type}`, purpose);
  }
  return lasting;
}
