import type { RelationName } from '../../relation-name.ts';
import { redshiftDialect } from '../sql/dialect.ts';

const { identifier, literal, relation } = redshiftDialect;

/** Who reads the staging bucket for the warehouse, and where the bucket is. */
export interface CopyAccess {
  /** The ARN of a role of the warehouse (or several, comma-separated, each taken on by the one before), or `default`. */
  readonly iamRole: string;
  /** Only where the bucket is not in the warehouse's region. */
  readonly region?: string;
}

/**
 * COPY of compressed rows of text, the columns of which are named in the order of their header. `ROUNDEC`: without it COPY cuts off the digits that
 * a decimal has no room for, and says nothing. `NULL AS ''`: an empty cell is null, and `\N`, which is null if nothing is said, is a text. No
 * TRIMBLANKS, which takes off every white space: blanks are off already (stagedBillSql). `MAXERROR 0`: one row that cannot be read ends
 * it. "COPY", "Data conversion parameters" of the developer guide.
 */
export function copyRowsSql(
  into: RelationName,
  columns: readonly string[],
  manifest: string,
  access: CopyAccess,
): string {
  const options = [
    'manifest csv gzip ignoreheader 1',
    "roundec null as ''",
    "dateformat 'auto' timeformat 'auto'",
    'maxerror 0 compupdate off statupdate off',
  ];
  return copySql(`${relation(into)} (${columns.map(identifier).join(', ')})`, manifest, access, options);
}

/** COPY of parquet files, which have the table's columns in its order: no others are possible ("COPY from columnar data formats"). */
export function copyParquetSql(into: RelationName, manifest: string, { iamRole }: CopyAccess): string {
  return copySql(relation(into), manifest, { iamRole }, ['format as parquet manifest']);
}

/** COPY of compressed JSON objects, one a line, whose keys are names of columns. */
export function copyDocumentsSql(
  into: RelationName,
  columns: readonly string[],
  manifest: string,
  access: CopyAccess,
): string {
  const options = [
    "manifest json 'auto' gzip",
    "dateformat 'auto' timeformat 'auto'",
    'maxerror 0 compupdate off statupdate off',
  ];
  return copySql(`${relation(into)} (${columns.map(identifier).join(', ')})`, manifest, access, options);
}

/** COPY of one plain file of rows of text: of a seed, or of what `debug` tries. */
export function copyFileSql(
  into: RelationName,
  columns: readonly string[],
  location: string,
  access: CopyAccess,
): string {
  const options = [
    'csv ignoreheader 1 roundec',
    `null as ${literal('\\N')} dateformat 'auto' timeformat 'auto'`,
    'maxerror 0 compupdate off statupdate off',
  ];
  return copySql(`${relation(into)} (${columns.map(identifier).join(', ')})`, location, access, options);
}

/** COPY of a DynamoDB table whose attributes have the names of columns; it may use half of the throughput that was set for it. */
export function copyDynamoSql(into: RelationName, table: string, access: CopyAccess): string {
  return copySql(relation(into), `dynamodb://${table}`, access, [
    "readratio 50 emptyasnull dateformat 'auto' timeformat 'auto'",
    'compupdate off statupdate off',
  ]);
}

function copySql(
  into: string,
  from: string,
  { iamRole, region }: CopyAccess,
  options: readonly string[],
): string {
  const role = iamRole.toLowerCase() === 'default' ? 'default' : literal(iamRole);
  const where = region === undefined ? [] : [`region ${literal(region)}`];
  return [`copy ${into}`, `from ${literal(from)}`, `iam_role ${role}`, ...options, ...where].join('\n');
}

/** The text of a manifest: exactly these files, each of which has to be there. Parquet asks for their length. */
export function manifestOf(files: readonly { readonly url: string; readonly bytes: number }[]): string {
  const entries = files.map(({ url, bytes }) => ({ url, mandatory: true, meta: { content_length: bytes } }));
  return `${JSON.stringify({ entries }, null, 1)}\n`;
}
