import { describeHidden } from './describe-relation.ts';
import { type Materialization, statementAround } from './materialization.ts';
import type { ModelTask } from './model-task.ts';
import { replaceByRename } from './replace-by-rename.ts';

/** A table is built anew under its hidden name, and takes the place of what is there. */
export function materializeTable(task: ModelTask): Materialization {
  return {
    build: [createHidden(task)],
    describe: describeHidden(task),
    ...replaceByRename(task),
    cleanup: { drop: [], describe: [] },
  };
}

/** The statement that builds a model's rows as its hidden table. */
export function createHidden({
  dialect,
  hidden,
  compiled,
  tableKeys,
}: ModelTask): Materialization['build'][0] {
  return statementAround(
    'build',
    `create table ${dialect.relation(hidden)}${dialect.layout(tableKeys)} as`,
    compiled,
  );
}
