import type { ColumnType } from '../../base/column-type.ts';
import type { Seed } from '../../project/project.ts';
import type { Dialect } from '../../warehouses/dialect.ts';
import { describeHidden } from './describe-relation.ts';
import type { Materialization, Statement } from './materialization.ts';
import type { RelationTask } from './model-task.ts';
import { replaceByRename } from './replace-by-rename.ts';

/** Enough for one statement to be worth its journey, few enough for every warehouse's limit on its length. */
const rowsPerInsert = 500;

/** A seed is small, and joined with tables that lie in any way: each machine has all of it. */
const keys = { dist: 'all' };

/** A seed becomes a table with its declared types, filled row by row, that takes the place of what is there. */
export function materializeSeed(task: RelationTask, seed: Seed): Materialization {
  const { dialect, hidden, node } = task;
  const table = dialect.relation(hidden);
  const definitions = seed.columns.map(
    ({ name, type }) => `    ${dialect.identifier(name)} ${dialect.typeName(type)}`,
  );
  const build: Statement[] = [
    {
      role: 'build',
      node,
      sql: `create table ${table} (\n${definitions.join(',\n')}\n)${dialect.layout(keys)}`,
    },
  ];
  const columns = seed.columns.map(({ name }) => dialect.identifier(name)).join(', ');
  for (let first = 0; first < seed.rows.length; first += rowsPerInsert) {
    const rows = seed.rows
      .slice(first, first + rowsPerInsert)
      .map(
        (row) => `    (${seed.columns.map(({ type }, index) => cell(dialect, type, row[index])).join(', ')})`,
      );
    build.push({ role: 'build', node, sql: `insert into ${table} (${columns}) values\n${rows.join(',\n')}` });
  }
  return {
    build,
    describe: describeHidden(task),
    ...replaceByRename(task),
    cleanup: { drop: [], describe: [] },
  };
}

function cell(dialect: Dialect, type: ColumnType, text: string | null | undefined): string {
  if (text === null || text === undefined) return 'null';
  const literal = dialect.literal(text);
  return type === 'text' ? literal : `cast(${literal} as ${dialect.typeName(type)})`;
}
