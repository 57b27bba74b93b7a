import type { RelationName } from '../../relation-name.ts';
import { redshiftDialect } from '../sql/dialect.ts';

/** As few statements as may be that insert rows, each row the SQL of its values with commas between them, in their order. */
export function insertRowsSql(
  into: RelationName,
  columns: readonly string[],
  rows: readonly string[],
): readonly string[] {
  const { identifier, relation, longestStatement } = redshiftDialect;
  const start = `insert into ${relation(into)} (${columns.map(identifier).join(', ')}) values\n`;
  const statements: string[] = [];
  let open: string[] = [];
  let bytes = Buffer.byteLength(start);
  const flush = (): void => {
    if (open.length > 0) statements.push(start + open.join(',\n'));
    open = [];
    bytes = Buffer.byteLength(start);
  };
  for (const row of rows) {
    const text = `(${row})`;
    const more = Buffer.byteLength(text) + 2;
    if (bytes + more > longestStatement) flush();
    open.push(text);
    bytes += more;
  }
  flush();
  return statements;
}
