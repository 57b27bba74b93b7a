import type { StatementMonth } from '../../base/names.ts';
import { type Materialization, type Statement, statementAround } from './materialization.ts';
import type { ModelTask } from './model-task.ts';
import { dropHidden, replaceByRename } from './replace-by-rename.ts';

/** The column by which an incremental model is kept. */
export const monthColumn = 'statement_month';

/**
 * The rows of this run's months are built under the hidden name. They take the place of the whole table if it has no other
 * months, else of those months' rows. `publishedMonths` are the months that the published table has rows of.
 */
export function materializeIncremental(
  task: ModelTask,
  publishedMonths: readonly (string | null)[],
): Materialization {
  const { dialect, hidden, compiled } = task;
  const build = [statementAround('build', `create table ${dialect.relation(hidden)} as`, compiled)];
  return keepsOtherMonths(task, publishedMonths)
    ? {
        build,
        publish: { drop: [], swap: replaceMonths(task, task.months ?? []), create: [] },
        cleanup: [dropHidden(task)],
      }
    : { build, publish: replaceByRename(task), cleanup: [] };
}

/** Whether rows of the published table stay when this run's months are replaced. */
export function keepsOtherMonths(
  { existing, months }: Pick<ModelTask, 'existing' | 'months'>,
  publishedMonths: readonly (string | null)[],
): boolean {
  if (existing?.kind !== 'table' || months === undefined) return false;
  const scope = new Set<string>(months);
  return publishedMonths.some((month) => month !== null && !scope.has(month));
}

function replaceMonths(task: ModelTask, months: readonly StatementMonth[]): Statement[] {
  const { dialect, hidden, published, node, existing } = task;
  const columns = (existing?.columns ?? []).map((column) => dialect.identifier(column.name)).join(', ');
  const scope = months.map((month) => `date '${month}'`).join(', ');
  const table = dialect.relation(published);
  return [
    // Rows without a month belong to no other run's months: every run makes them anew.
    {
      role: 'publish',
      node,
      sql: `delete from ${table}\nwhere ${monthColumn} in (${scope}) or ${monthColumn} is null`,
    },
    {
      role: 'publish',
      node,
      sql: `insert into ${table} (${columns})\nselect ${columns}\nfrom ${dialect.relation(hidden)}`,
    },
  ];
}
