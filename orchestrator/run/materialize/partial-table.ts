import { monthList } from '../../base/month-list.ts';
import type { StatementMonth } from '../../base/names.ts';
import type { RelationName } from '../../warehouses/dialect.ts';
import { describeNewView } from './describe-relation.ts';
import type { Materialization, Statement } from './materialization.ts';
import type { ModelTask } from './model-task.ts';
import { monthColumn } from './month-column.ts';
import { replacedBy } from './replace-by-rename.ts';
import { firstPartNameOf, markOf, partNameOf } from './table-part.ts';

/** Rows of some months, in the table in which they were built. */
interface Rows {
  readonly table: RelationName;
  readonly months: readonly StatementMonth[];
}

/**
 * How the rows that this run has built are published beside those of `kept`, the other months: nothing is copied or deleted. The hidden table
 * becomes a part, what was one table before becomes the first part, and readers see all parts as one view under the published name.
 */
export function partialTable(
  task: ModelTask,
  kept: readonly StatementMonth[],
): Omit<Materialization, 'build'> {
  const { dialect, hidden, published, node, existing, parts, months = [], run } = task;
  const own = { schema: published.schema, name: partNameOf(published.name, run) };
  const publishing = (sql: string): Statement => ({ role: 'publish', node, sql });
  const rename = (from: RelationName, to: RelationName): Statement =>
    publishing(`alter table ${dialect.relation(from)} rename to ${dialect.identifier(to.name)}`);
  const marking = (table: RelationName, shown: readonly StatementMonth[]): Statement =>
    publishing(`comment on table ${dialect.relation(table)} is ${dialect.literal(markOf(shown))}`);
  const drop = (relation: RelationName, kind: 'table' | 'view') => ({
    schema: relation.schema,
    name: relation.name,
    node,
    kind,
  });

  const whole = { schema: published.schema, name: firstPartNameOf(published.name) };
  const isWhole = existing?.kind === 'table';
  const before: readonly Rows[] = isWhole
    ? [{ table: whole, months: kept }]
    : parts.map((part) => ({
        table: part,
        months: (part.months ?? []).filter((month) => !months.includes(month)),
      }));
  const staying = before.filter((part) => part.months.length > 0);
  const gone = before.filter((part) => part.months.length === 0);
  return {
    describe: [{ ...marking(hidden, months), role: 'build' }],
    publish: {
      drop: isWhole ? [] : [drop(published, 'view'), ...gone.map(({ table }) => drop(table, 'table'))],
      swap: [
        ...(isWhole ? [rename(published, whole)] : []),
        rename(hidden, own),
        ...staying.map((part) => marking(part.table, part.months)),
      ],
      create: [publishing(viewOf(task, staying, own))],
    },
    ...replacedBy(task),
    cleanup: { drop: [], describe: describeNewView(task) },
  };
}

/** Of the others only their months; of this run's rows all, since rows without a month are made anew by every run. */
function viewOf(
  { dialect, published, existing }: ModelTask,
  staying: readonly Rows[],
  own: RelationName,
): string {
  const columns = (existing?.columns ?? []).map(({ name }) => dialect.identifier(name)).join(', ');
  const rowsOf = ({ table, months }: Rows): string => {
    return `select ${columns} from ${dialect.relation(table)} where ${monthColumn} in (${monthList(months)})`;
  };
  const queries = [...staying.map(rowsOf), `select ${columns} from ${dialect.relation(own)}`];
  return `create view ${dialect.relation(published)} as\n${queries.join('\nunion all\n')}`;
}
