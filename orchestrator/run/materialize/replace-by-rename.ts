import type { DroppedRelation, Materialization, Statement } from './materialization.ts';
import type { RelationTask } from './model-task.ts';

/** Takes away what stands under the published name and gives the name to the hidden table. */
export function replaceByRename(task: RelationTask): Pick<Materialization, 'publish' | 'replaces'> {
  const { dialect, hidden, published, node } = task;
  const rename: Statement = {
    role: 'publish',
    node,
    sql: `alter table ${dialect.relation(hidden)} rename to ${dialect.identifier(published.name)}`,
  };
  return { publish: { drop: droppedExisting(task), swap: [rename], create: [] }, ...replacedBy(task) };
}

/** What stands under the published name, if anything does, and the parts that it consists of. */
export function droppedExisting({ node, published, existing, parts }: RelationTask): DroppedRelation[] {
  const dropped: DroppedRelation[] =
    existing === undefined ? [] : [{ ...published, node, kind: existing.kind }];
  return [...dropped, ...parts.map(({ schema, name }) => ({ schema, name, node, kind: 'table' as const }))];
}

/** The relation that is replaced, if there is one. */
export function replacedBy({ published, existing }: RelationTask): Pick<Materialization, 'replaces'> {
  return existing === undefined ? {} : { replaces: published };
}
