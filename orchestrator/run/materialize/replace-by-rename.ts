import type { Materialization, Statement } from './materialization.ts';
import type { RelationTask } from './model-task.ts';

/** Takes away what stands under the published name and gives the name to the hidden table. */
export function replaceByRename(task: RelationTask): Materialization['publish'] {
  const { dialect, hidden, published, node, existing } = task;
  const rename: Statement = {
    role: 'publish',
    node,
    sql: `alter table ${dialect.relation(hidden)} rename to ${dialect.identifier(published.name)}`,
  };
  const drop = dropExisting(task);
  return existing?.kind === 'view'
    ? { drop, swap: [rename], create: [] }
    : { drop: [], swap: [...drop, rename], create: [] };
}

/** Drops what stands under the published name, if anything does. */
export function dropExisting({ dialect, published, node, existing }: RelationTask): Statement[] {
  if (existing === undefined) return [];
  return [{ role: 'publish', node, sql: `drop ${existing.kind} ${dialect.relation(published)}` }];
}

/** Drops the hidden table once its rows are where they belong. */
export function dropHidden({ dialect, hidden, node }: RelationTask): Statement {
  return { role: 'cleanup', node, sql: `drop table ${dialect.relation(hidden)}` };
}
