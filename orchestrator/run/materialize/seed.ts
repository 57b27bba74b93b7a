import type { ColumnType } from '../../base/column-type.ts';
import type { Seed } from '../../project/project.ts';
import type { Dialect } from '../../warehouses/dialect.ts';
import { describeHidden } from './describe-relation.ts';
import type { Materialization, Statement } from './materialization.ts';
import type { RelationTask } from './model-task.ts';
import { replaceByRename } from './replace-by-rename.ts';

/** Enough for one statement to be worth its journey. */
const rowsPerInsert = 500;

/** A seed is small, and joined with tables that lie in any way: each machine has all of it. */
const keys = { dist: 'all' };

/** A seed becomes a table with its declared types, filled with its rows, that takes the place of what is there. */
export function materializeSeed(task: RelationTask, seed: Seed): Materialization {
  const { dialect, hidden, node } = task;
  const definitions = seed.columns.map(
    ({ name, type }) => `    ${dialect.identifier(name)} ${dialect.typeName(type)}`,
  );
  const create: Statement = {
    role: 'build',
    node,
    sql: `create table ${dialect.relation(hidden)} (\n${definitions.join(',\n')}\n)${dialect.layout(keys)}`,
  };
  return {
    build: [create, ...fillSeed(task, seed)],
    describe: describeHidden(task),
    ...replaceByRename(task),
    cleanup: { drop: [], describe: [] },
  };
}

/** Its rows come from where the target says that they are kept, from a file if there is a place for it, else in the statements themselves. */
function fillSeed(task: RelationTask, seed: Seed): Statement[] {
  const { bulk, hidden, node } = task;
  const elsewhere = bulk?.keptElsewhere(seed.name, hidden);
  if (elsewhere !== undefined) return [{ role: 'build', node, sql: elsewhere }];
  if (seed.rows.length === 0) return [];
  if (bulk?.copyOf === undefined || seed.rows.some((row) => row.includes(nullWord)))
    return inserts(task, seed);
  const columns = seed.columns.map(({ name }) => name);
  const lines = [columns, ...seed.rows].map((row) => `${row.map(csvCell).join(',')}\n`);
  return [{ role: 'build', node, ...bulk.copyOf(hidden, columns, lines.join('')) }];
}

/** What stands for null in a file. A seed that has it as a text is not written into one. */
const nullWord = '\\N';

function csvCell(text: string | null | undefined): string {
  return text === null || text === undefined ? nullWord : `"${text.replaceAll('"', '""')}"`;
}

/** As few statements as its limit on their length lets a warehouse have. */
function inserts({ dialect, hidden, node }: RelationTask, seed: Seed): Statement[] {
  const columns = seed.columns.map(({ name }) => dialect.identifier(name)).join(', ');
  const start = `insert into ${dialect.relation(hidden)} (${columns}) values\n`;
  const statements: Statement[] = [];
  let rows: string[] = [];
  let bytes = 0;
  const flush = (): void => {
    if (rows.length > 0) statements.push({ role: 'build', node, sql: start + rows.join(',\n') });
    rows = [];
    bytes = Buffer.byteLength(start);
  };
  flush();
  for (const row of seed.rows) {
    const cells = seed.columns.map(({ type }, index) => cell(dialect, type, row[index]));
    const text = `    (${cells.join(', ')})`;
    const more = Buffer.byteLength(text) + 2;
    if (rows.length >= rowsPerInsert || bytes + more > dialect.longestStatement) flush();
    rows.push(text);
    bytes += more;
  }
  flush();
  return statements;
}

function cell(dialect: Dialect, type: ColumnType, text: string | null | undefined): string {
  if (text === null || text === undefined) return 'null';
  const literal = dialect.literal(text);
  return type === 'text' ? literal : `cast(${literal} as ${dialect.typeName(type)})`;
}
