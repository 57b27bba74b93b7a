import { type Materialization, type Statement, statementAround } from './materialization.ts';
import type { ModelTask } from './model-task.ts';
import { dropExisting } from './replace-by-rename.ts';

/**
 * A view is made twice: a hidden one that reads what this run built, for the audit, and in the end one that reads the
 * published names. Renaming would not do, since a view keeps the names that it was made with.
 */
export function materializeView(task: ModelTask): Materialization {
  const { dialect, hidden, published, node, compiled, compiledForReaders } = task;
  const dropHiddenView: Statement = { role: 'publish', node, sql: `drop view ${dialect.relation(hidden)}` };
  return {
    build: [statementAround('build', `create view ${dialect.relation(hidden)} as`, compiled)],
    publish: {
      drop: [dropHiddenView, ...dropExisting(task)],
      swap: [],
      create: [
        statementAround('publish', `create view ${dialect.relation(published)} as`, compiledForReaders),
      ],
    },
    cleanup: [],
  };
}
