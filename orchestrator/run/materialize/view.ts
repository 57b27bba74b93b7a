import { type Materialization, type Statement, statementAround } from './materialization.ts';
import type { ModelTask } from './model-task.ts';
import { droppedExisting, replacedBy } from './replace-by-rename.ts';

/**
 * A view is made twice: a hidden one that reads what this run built, for the audit, and in the end one that reads the
 * published names. Renaming would not do, since a view keeps the names that it was made with. Where a warehouse does not look at what
 * a view reads until it is read, the view is read once in the transaction that publishes it.
 */
export function materializeView(task: ModelTask): Materialization {
  const { dialect, hidden, published, node, compiled, compiledForReaders } = task;
  const create = (view: string): string => `create view ${view} as`;
  const place = dialect.relation(published);
  const check: Statement = { role: 'publish', node, sql: `select * from ${place} limit 0` };
  return {
    build: [statementAround('build', create(dialect.relation(hidden)), compiled, dialect.lateBinding)],
    describe: [],
    publish: {
      drop: [{ ...hidden, node, kind: 'view' }, ...droppedExisting(task)],
      swap: [],
      create: [
        statementAround('publish', create(place), compiledForReaders, dialect.lateBinding),
        ...(dialect.lateBinding === undefined ? [] : [check]),
      ],
    },
    ...replacedBy(task),
    cleanup: { drop: [], describe: [] },
  };
}
