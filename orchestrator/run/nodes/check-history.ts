import type { Warehouse } from '../../warehouses/warehouse.ts';
import { isMarkedAsHistory } from '../materialize/history.ts';
import type { ModelTask } from '../materialize/model-task.ts';

/** A sentence on what would be lost if a model that was a history were published as something else; undefined if nothing. */
export async function checkHistory(
  { existing, published }: ModelTask,
  materialized: string,
  { dialect, query }: Pick<Warehouse, 'dialect' | 'query'>,
): Promise<string | undefined> {
  if (materialized === 'history' || existing === undefined || !isMarkedAsHistory(existing)) return undefined;
  const isByRun = existing.columns.some(({ name }) => name === 'run_id');
  const { rows } = await query(
    `select count(${isByRun ? 'distinct run_id' : '*'}) from ${dialect.relation(published)}`,
  );
  const count = Number(rows[0]?.[0] ?? 0);
  if (count === 0) return undefined;
  const plural = count === 1 ? '' : 's';
  const has = isByRun ? `rows of ${count} run${plural}` : `${count} row${plural}`;
  const name = `${published.schema}.${published.name}`;
  return (
    `"${name}" is an append-only history (it has ${has}); as "${materialized}" it would be made anew, and they would be lost. ` +
    `Write "materialized: history" in its header, or give the model another name. If its history is not needed, ` +
    `drop the table first.`
  );
}
