import { monthList } from '../../base/month-list.ts';
import type { StatementMonth } from '../../base/names.ts';
import { describeHidden, describePublished } from './describe-relation.ts';
import type { Materialization, Statement } from './materialization.ts';
import type { ModelTask } from './model-task.ts';
import { monthColumn } from './month-column.ts';
import { partialTable } from './partial-table.ts';
import { replaceByRename } from './replace-by-rename.ts';
import { createHidden } from './table.ts';

/**
 * The rows of this run's months are built under the hidden name. They take the place of everything if no other months are kept, else of
 * those months' rows: in the table itself, or beside it where the warehouse keeps months apart.
 */
export function materializeIncremental(
  task: ModelTask,
  kept: readonly StatementMonth[] | undefined,
): Materialization {
  const build = [createHidden(task)];
  if (kept === undefined)
    return {
      build,
      describe: describeHidden(task),
      ...replaceByRename(task),
      cleanup: { drop: [], describe: [] },
    };
  if (task.dialect.keepsMonthsApart) return { build, ...partialTable(task, kept) };
  return {
    build,
    describe: [],
    publish: { fill: replaceMonths(task, task.months ?? []), drop: [], swap: [], create: [] },
    cleanup: {
      drop: [{ ...task.hidden, node: task.node, kind: 'table' }],
      describe: describePublished(task),
    },
  };
}

function replaceMonths(task: ModelTask, months: readonly StatementMonth[]): Statement[] {
  const { dialect, hidden, published, node, existing } = task;
  const columns = (existing?.columns ?? []).map((column) => dialect.identifier(column.name)).join(', ');
  const table = dialect.relation(published);
  return [
    // Rows without a month belong to no other run's months: every run makes them anew.
    {
      role: 'publish',
      node,
      sql: `delete from ${table}\nwhere ${monthColumn} in (${monthList(months)}) or ${monthColumn} is null`,
    },
    {
      role: 'publish',
      node,
      sql: `insert into ${table} (${columns})\nselect ${columns}\nfrom ${dialect.relation(hidden)}`,
    },
  ];
}
