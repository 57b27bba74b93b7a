import { StoreError } from '../sql-store.ts';

/** What a COPY statement says, as far as this project's do. */
export interface CopyStatement {
  /** As it stands in the statement, quotes included. */
  readonly table: string;
  /** Undefined: all columns of the table. */
  readonly columns: readonly string[] | undefined;
  readonly from: string;
  readonly iamRole: string;
  /** The words that stand alone or before a value, in lower case. */
  readonly options: ReadonlySet<string>;
  readonly form: 'csv' | 'json' | 'parquet' | 'dynamodb';
  /** If not said, `\N`. */
  readonly nullAs: string | undefined;
  readonly skipped: number;
}

const pattern =
  /^copy\s+((?:"[^"]*"|\w+)\.(?:"[^"]*"|\w+))\s*(?:\(([^)]*)\))?\s+from\s+'([^']*)'\s+iam_role\s+(default|'[^']*')\s*([\s\S]*)$/i;

/** Which words there are, so that one that Redshift does not have is not passed over. */
const known =
  /\b(manifest|csv|gzip|ignoreheader \d+|roundec|trimblanks|emptyasnull|dateformat 'auto'|timeformat 'auto'|maxerror \d+|compupdate off|statupdate off|format as parquet|json 'auto'|null as '(?:[^'\\]|\\.)*'|readratio \d+|region '[\w-]+')/gi;

/** "COPY" of the developer guide. Throws a {@link StoreError}, as the warehouse refuses what it does not understand. */
export function parseCopy(sql: string): CopyStatement {
  const match = pattern.exec(sql.trim());
  if (match === null) throw new StoreError('syntax error in COPY');
  const [, table = '', columns, from = '', role = '', text = ''] = match;
  const words = [...text.matchAll(known)].map(([word]) => word.toLowerCase());
  const rest = text.replace(known, '').trim();
  if (rest !== '') throw new StoreError(`syntax error at or near "${rest.split(/\s/)[0]}"`);
  const options = new Set(words.map((word) => word.split(' ')[0] ?? ''));
  const form = from.startsWith('dynamodb://')
    ? 'dynamodb'
    : options.has('format')
      ? 'parquet'
      : options.has('json')
        ? 'json'
        : 'csv';
  if (form === 'parquet' && columns !== undefined)
    throw new StoreError('COPY from this file format does not support a column list');
  const written = words.find((word) => word.startsWith('null as '));
  return {
    table,
    columns: columns?.split(',').map((name) => name.trim().replace(/^"|"$/g, '')),
    from,
    iamRole: role.replaceAll("'", ''),
    options,
    form,
    nullAs:
      written === undefined
        ? '\\N'
        : /'((?:[^'\\]|\\.)*)'/s
            .exec(text.slice(text.toLowerCase().indexOf(written)))?.[1]
            ?.replace(/\\(.)/g, '$1'),
    skipped: Number(words.find((word) => word.startsWith('ignoreheader'))?.split(' ')[1] ?? 0),
  };
}
