import type { RelationName } from '../../warehouses/dialect.ts';
import type { Statement, StatementRole } from './materialization.ts';
import type { RelationTask } from './model-task.ts';

/** The comments on the hidden table of a node; when it is renamed it keeps them. `mark` stands before the table's own, in a line by itself. */
export function describeHidden(task: RelationTask, mark?: string): Statement[] {
  return describe(task, task.hidden, 'build', mark);
}

/** The comments on a published table that stays, as far as they say something else than before. */
export function describePublished(task: RelationTask, mark?: string): Statement[] {
  return describe(task, task.published, 'cleanup', mark, task.existing);
}

/** The comments on a published view that was made anew. */
export function describeNewView(task: RelationTask): Statement[] {
  return describe(task, task.published, 'cleanup', undefined, undefined, 'view');
}

function describe(
  { node, dialect, descriptions }: RelationTask,
  place: RelationName,
  role: StatementRole,
  mark: string | undefined,
  existing?: RelationTask['existing'],
  kind: 'table' | 'view' = 'table',
): Statement[] {
  const relation = dialect.relation(place);
  const words = oneLine(descriptions.relation);
  const comment = mark === undefined ? words : `${mark}\n${words}`;
  const known = new Map(existing?.columns.map((column) => [column.name, column.comment]));
  const onRelation =
    existing?.comment === comment ? [] : [`comment on ${kind} ${relation} is ${dialect.literal(comment)}`];
  const onColumns = descriptions.columns.flatMap(({ name, description }) => {
    const text = oneLine(description);
    // A column that the table does not have yet is said something of by the next run.
    const isNews = existing === undefined || (known.has(name) && known.get(name) !== text);
    return isNews
      ? [`comment on column ${relation}.${dialect.identifier(name)} is ${dialect.literal(text)}`]
      : [];
  });
  return [...onRelation, ...onColumns].map((sql) => ({ role, node, sql }));
}

/** So that a description never looks like a mark: it ends in a full stop, if it would otherwise be one word. */
function oneLine(description: string): string {
  const words = description.trim().replace(/\s+/g, ' ');
  return /\s/.test(words) ? words : `${words.replace(/\.$/, '')}.`;
}
