import type { Relation } from '../../warehouses/warehouse.ts';
import { type Materialization, type Statement, statementAround } from './materialization.ts';
import type { ModelTask } from './model-task.ts';
import { dropHidden, replaceByRename } from './replace-by-rename.ts';

export interface HistoryTask extends ModelTask {
  /** The column that gets the moment of publication, and that moment as SQL. */
  readonly stamp?: { readonly column: string; readonly sql: string };
  /** What the hidden table turned out to have; the published table's columns while that is not known. */
  readonly builtColumns?: readonly { readonly name: string; readonly type: string }[];
}

/** The comment on a history's table: what no build makes again must be known by itself, whatever the project says of it later. */
const mark = 'append-only';

/** Whether a table was published as a history. */
export function isMarkedAsHistory(relation: Relation | undefined): boolean {
  return relation?.comment === mark;
}

/**
 * The rows of this run are built under the hidden name and added to what is published. Nothing that is there is ever
 * changed; a column that is new to the history is added to it, empty in older rows.
 */
export function materializeHistory(task: HistoryTask): Materialization {
  const { dialect, hidden, compiled, existing } = task;
  const build = [statementAround('build', `create table ${dialect.relation(hidden)} as`, compiled)];
  if (existing?.kind !== 'table') {
    const { drop, swap, create } = replaceByRename(task);
    return {
      build,
      publish: { drop, swap: [...stampRows(task), ...swap, markAsHistory(task)], create },
      cleanup: [],
    };
  }
  return {
    build,
    publish: {
      drop: [],
      swap: [
        ...stampRows(task),
        ...addRows(task),
        ...(isMarkedAsHistory(existing) ? [] : [markAsHistory(task)]),
      ],
      create: [],
    },
    cleanup: [dropHidden(task)],
  };
}

function markAsHistory({ dialect, published, node }: HistoryTask): Statement {
  const sql = `comment on table ${dialect.relation(published)} is ${dialect.literal(mark)}`;
  return { role: 'publish', node, sql };
}

function stampRows({ dialect, hidden, node, stamp }: HistoryTask): Statement[] {
  if (stamp === undefined) return [];
  const sql = `update ${dialect.relation(hidden)}\nset ${dialect.identifier(stamp.column)} = ${stamp.sql}`;
  return [{ role: 'publish', node, sql }];
}

function addRows({ dialect, hidden, published, node, existing, builtColumns }: HistoryTask): Statement[] {
  const kept = existing?.columns ?? [];
  const built = builtColumns ?? kept;
  const known = new Set(kept.map((column) => column.name));
  const table = dialect.relation(published);
  const columns = built.map((column) => dialect.identifier(column.name)).join(', ');
  const statements = built
    .filter((column) => !known.has(column.name))
    .map((column) => `alter table ${table} add column ${dialect.identifier(column.name)} ${column.type}`);
  statements.push(`insert into ${table} (${columns})\nselect ${columns}\nfrom ${dialect.relation(hidden)}`);
  return statements.map((sql) => ({ role: 'publish', node, sql }));
}
