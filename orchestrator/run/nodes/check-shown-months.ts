import { monthList } from '../../base/month-list.ts';
import { type Warehouse, WarehouseError } from '../../warehouses/warehouse.ts';
import type { ModelTask } from '../materialize/model-task.ts';
import { monthColumn } from '../materialize/month-column.ts';

/**
 * A sentence on the months that readers would lose if what is published as a plain view became an incremental model with the rows of this run;
 * undefined if none.
 */
export async function checkShownMonths(
  { node, existing, parts, published, months }: ModelTask,
  materialized: string,
  { dialect, query }: Pick<Warehouse, 'dialect' | 'query'>,
): Promise<string | undefined> {
  if (materialized !== 'incremental' || months === undefined || months.length === 0) return undefined;
  if (existing?.kind !== 'view' || parts.length > 0) return undefined;
  if (!existing.columns.some(({ name }) => name === monthColumn)) return undefined;
  const ofOthers = `${monthColumn} not in (${monthList(months)})`;
  try {
    const { rows } = await query(`select 1 from ${dialect.relation(published)} where ${ofOthers} limit 1`);
    if (rows.length === 0) return undefined;
  } catch (error) {
    // A view that cannot be read, as one of a model that is gone, shows readers nothing that they could lose.
    if (error instanceof WarehouseError && ['data', 'other', 'sql'].includes(error.detail.kind))
      return undefined;
    throw error;
  }
  return (
    `"${node}" is published as a view, which shows months that this run does not build; as "incremental" it would have the rows of this run only. ` +
    'Run it with the bills of all months and without --month. If they are not needed, drop the view first.'
  );
}
