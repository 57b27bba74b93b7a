import type { RelationName } from '../../warehouses/dialect.ts';
import type { Relation } from '../../warehouses/warehouse.ts';
import { describeHidden, describePublished } from './describe-relation.ts';
import type { Materialization, Statement } from './materialization.ts';
import type { ModelTask } from './model-task.ts';
import { replaceByRename } from './replace-by-rename.ts';
import { createHidden } from './table.ts';

export interface HistoryTask extends ModelTask {
  /** The column that gets the moment of publication, and that moment as SQL. */
  readonly stamp?: { readonly column: string; readonly sql: string };
  /** What the hidden table turned out to have; the published table's columns while that is not known. */
  readonly builtColumns?: readonly { readonly name: string; readonly type: string }[];
}

/**
 * The first line of the comment on a history's table: what no build makes again must be known by itself, whatever the project says of
 * it later. What the project says of it now is the second line; no other comment of ours has two.
 */
const mark = 'append-only';

/** Whether a table was published as a history. */
export function isMarkedAsHistory(relation: Relation | undefined): boolean {
  return relation?.comment?.split('\n')[0] === mark;
}

/**
 * The rows of this run are built under the hidden name and added to what is published. Nothing that is there is ever
 * changed; a column that is new to the history is added to it, empty in older rows.
 */
export function materializeHistory(task: HistoryTask): Materialization {
  const { existing } = task;
  const build = [createHidden(task)];
  if (existing?.kind !== 'table') {
    const { publish, ...replaced } = replaceByRename(task);
    const { drop, swap } =
      task.parts.length === 0 ? publish : { drop: [], swap: replaceParts(task, publish) };
    return {
      build,
      describe: describeHidden(task, mark),
      stamp: stampRows(task),
      publish: { drop, swap, create: [] },
      ...replaced,
      cleanup: { drop: [], describe: [] },
    };
  }
  // A table that was something else becomes a history with its first rows; what is said of one that is a history may come later.
  const described = describePublished(task, mark);
  const isMarked = isMarkedAsHistory(existing);
  return {
    build,
    describe: [],
    stamp: stampRows(task),
    publish: {
      drop: [],
      swap: [
        ...addRows(task),
        ...(isMarked ? [] : described.map((statement): Statement => ({ ...statement, role: 'publish' }))),
      ],
      create: [],
    },
    cleanup: {
      drop: [{ ...task.hidden, node: task.node, kind: 'table' }],
      describe: isMarked ? described : [],
    },
  };
}

function stampRows({ dialect, hidden, node, stamp }: HistoryTask): Statement[] {
  if (stamp === undefined) return [];
  const sql = `update ${dialect.relation(hidden)}\nset ${dialect.identifier(stamp.column)} = ${stamp.sql}`;
  return [{ role: 'build', node, sql }];
}

function addRows(task: HistoryTask): Statement[] {
  const kept = task.existing?.columns ?? [];
  const built = task.builtColumns ?? kept;
  return copyRows(task, { name: task.hidden, columns: built }, { name: task.published, columns: kept });
}

/** What an incremental model had in parts stays, as it would have in one table: it goes to the rows of this run before the parts go. */
function replaceParts(task: HistoryTask, { drop, swap }: Materialization['publish']): Statement[] {
  const { dialect, node, published, hidden, existing } = task;
  const kept = existing?.columns ?? [];
  const built = task.builtColumns ?? kept;
  const dropped = (['view', 'table'] as const).flatMap((kind) =>
    dialect.drop(
      kind,
      drop.filter((relation) => relation.kind === kind),
    ),
  );
  return [
    ...copyRows(task, { name: published, columns: kept }, { name: hidden, columns: built }),
    ...dropped.map((sql): Statement => ({ role: 'publish', node, sql })),
    ...swap,
  ];
}

interface Rows {
  readonly name: RelationName;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** Adds the rows of one relation to a table, and the columns that it does not have. */
function copyRows({ dialect, node }: HistoryTask, from: Rows, into: Rows): Statement[] {
  const known = new Set(into.columns.map((column) => column.name));
  const table = dialect.relation(into.name);
  const columns = from.columns.map((column) => dialect.identifier(column.name)).join(', ');
  const statements = from.columns
    .filter((column) => !known.has(column.name))
    .map((column) => `alter table ${table} add column ${dialect.identifier(column.name)} ${column.type}`);
  statements.push(
    `insert into ${table} (${columns})\nselect ${columns}\nfrom ${dialect.relation(from.name)}`,
  );
  return statements.map((sql) => ({ role: 'publish', node, sql }));
}
