import type { BillFile, BillRelation } from '../../file-load.ts';
import type { RelationName } from '../../relation-name.ts';
import { redshiftDialect } from '../sql/dialect.ts';

const { identifier, literal, relation: nameOf } = redshiftDialect;

/** Where the rows of a bill format are: what was loaded earlier, and what this load has copied beside it. */
export interface BillTables {
  readonly relation: BillRelation;
  /** Undefined as long as nothing was copied. */
  readonly stage: RelationName | undefined;
  /** The files whose rows are in the stage. */
  readonly staged: ReadonlySet<string>;
}

/** SQL of the rows of bill files, in parentheses, wherever they are; no rows if there are no files. */
export function billRowsSql(tables: BillTables, files: readonly BillFile[]): string {
  const { relation, stage } = tables;
  const queries = groupsOf(tables, files).map(({ rows, ids, isStaged }) => {
    const from = nameOf(isStaged && stage !== undefined ? stage : relation);
    return `select ${valuesOf(relation, rows)} from ${from} where ${filterOf(rows, ids, isStaged)}`;
  });
  // Where the raw table is about to be made anew, only the stage has the columns that it is going to have.
  return queries.length === 0
    ? `(select ${relation.columns.map(({ name }) => identifier(name)).join(', ')} from ${nameOf(stage ?? relation)} where false)`
    : `(${queries.join('\nunion all\n')})`;
}

/** The statements after which the raw table has the rows of these files and no others. */
export function replaceBillSql(tables: BillTables, files: readonly BillFile[]): readonly string[] {
  const { relation, stage } = tables;
  const groups = groupsOf(tables, files);
  const kept = groups
    .filter(({ isStaged }) => !isStaged)
    .map(({ rows, ids }) => `(${filterOf(rows, ids, false)})`);
  const columns = relation.columns.map(({ name }) => identifier(name)).join(', ');
  const added = groups.filter(({ isStaged }) => isStaged);
  return [
    `delete from ${nameOf(relation)}${kept.length === 0 ? '' : ` where not (${kept.join(' or ')})`}`,
    ...added.map(
      ({ rows, ids }) =>
        `insert into ${nameOf(relation)} (${columns})\nselect ${valuesOf(relation, rows)} from ${nameOf(stage ?? relation)} where ${filterOf(rows, ids, true)}`,
    ),
  ];
}

interface FileGroup {
  readonly rows: BillFile['rows'];
  readonly ids: string[];
  readonly isStaged: boolean;
}

/** Files of the same months together, so that a statement grows with the months and hardly with the files. */
function groupsOf({ staged }: BillTables, files: readonly BillFile[]): readonly FileGroup[] {
  const groups = new Map<string, FileGroup>();
  for (const { fileId, rows } of files) {
    const isStaged = staged.has(fileId);
    const key = JSON.stringify([rows, isStaged]);
    const group = groups.get(key) ?? { rows, ids: [], isStaged };
    groups.set(key, group);
    group.ids.push(fileId);
  }
  return [...groups.values()];
}

/** A month that is the same in all rows of a file is not in its rows as long as they are in the stage. */
function filterOf(rows: BillFile['rows'], ids: readonly string[], isStaged: boolean): string {
  const files = `file_id in (${ids.map(literal).join(', ')})`;
  if (rows.kind === 'constant')
    return isStaged ? files : `${files} and statement_month = date ${literal(rows.month)}`;
  if (rows.months === 'all') return files;
  if (rows.months.length === 0) return `${files} and false`;
  return `${files} and statement_month in (${rows.months.map((month) => `date ${literal(month)}`).join(', ')})`;
}

function valuesOf({ columns }: BillRelation, rows: BillFile['rows']): string {
  return columns
    .map(({ name }) =>
      name === 'statement_month' && rows.kind === 'constant'
        ? `date ${literal(rows.month)} as statement_month`
        : identifier(name),
    )
    .join(', ');
}
