import { type Materialization, statementAround } from './materialization.ts';
import type { ModelTask } from './model-task.ts';
import { replaceByRename } from './replace-by-rename.ts';

/** A table is built anew under its hidden name, and takes the place of what is there. */
export function materializeTable(task: ModelTask): Materialization {
  const { dialect, hidden, compiled } = task;
  return {
    build: [statementAround('build', `create table ${dialect.relation(hidden)} as`, compiled)],
    publish: replaceByRename(task),
    cleanup: [],
  };
}
