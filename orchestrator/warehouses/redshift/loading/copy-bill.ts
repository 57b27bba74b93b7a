import { rm } from 'node:fs/promises';
import path from 'node:path';
import { formatCost, parseCost } from '../../../base/money.ts';
import type { FileReader, StagedFacts } from '../../duckdb/file-reader.ts';
import type { StagedColumn } from '../../duckdb/staged-sql.ts';
import type { BillBinding, FileLoad, FilePart } from '../../file-load.ts';
import type { RelationName } from '../../relation-name.ts';
import { type Warehouse, WarehouseError } from '../../warehouse.ts';
import { redshiftDialect } from '../sql/dialect.ts';
import { checkLengths } from './check-lengths.ts';
import { type CopyAccess, copyParquetSql, copyRowsSql } from './copy-sql.ts';
import { afterReading } from './loading-error.ts';
import { readCopyError } from './read-copy-error.ts';
import type { SentFile, Staging } from './staging.ts';

export interface BillCopy {
  readonly warehouse: Pick<Warehouse, 'execute' | 'query'>;
  readonly access: CopyAccess;
  readonly staging: Staging;
  readonly reader: FileReader;
  readonly workFolder: string;
  readonly load: FileLoad;
  /** The hidden table that it is copied into. */
  readonly into: RelationName;
}

/** A part of a bill that was sent, and what it holds. */
interface SentPart extends SentFile {
  readonly facts: StagedFacts;
}

/**
 * Reads a bill file, sends it in parts, copies them into the hidden table and makes sure that what is there is what was read: as many rows, and the
 * same sum of each column of costs. How many rows there are comes out. While one part is on its way the next one is read.
 */
export async function copyBill(copy: BillCopy, parts?: AsyncIterable<FilePart>): Promise<number> {
  const { load, staging, into, warehouse, access } = copy;
  if (load.content.kind === 'documents') throw new Error('internal error: documents are no bill');
  // COPY reads parquet in the warehouse's own region only ("COPY from columnar data formats").
  const form = load.content.kind === 'parquet' && access.region === undefined ? 'parquet' : 'csv';
  const columns = columnsOf(load.content.bill, form === 'parquet');
  const sent = await sendParts(copy, columns, form, parts);
  const rows = sent.reduce((sum, { facts }) => sum + facts.rows, 0);
  if (rows === 0) return 0;

  await afterReading(async () => {
    const manifest = await staging.writeManifest(`${into.name}-${load.fileId}`, sent);
    const sql =
      form === 'parquet'
        ? copyParquetSql(into, manifest, access)
        : copyRowsSql(
            into,
            columns.map(({ name }) => name),
            manifest,
            access,
          );
    await warehouse.execute(sql).catch(async (error: unknown) => {
      throw (await explained(error, copy, columns, sent)) ?? error;
    });
    await checkCopied(copy, columns, sent, rows);
  });
  return rows;
}

async function sendParts(
  { reader, staging, workFolder, load }: BillCopy,
  columns: readonly StagedColumn[],
  form: 'csv' | 'parquet',
  parts: AsyncIterable<FilePart> | undefined,
): Promise<readonly SentPart[]> {
  const sent: SentPart[] = [];
  let onItsWay: Promise<void> = Promise.resolve();
  let number = 0;
  try {
    for await (const part of parts ?? [undefined]) {
      const file = path.join(workFolder, `${load.fileId}-${++number}.${extensions[form]}`);
      const facts = await reader.writeBill(load, columns, { path: file, form }, part);
      checkLengths(facts.longest);
      await onItsWay;
      onItsWay = (async () => {
        sent.push({ ...(await afterReading(() => staging.send(file, extensions[form]))), facts });
        await rm(file, { force: true });
      })();
      // Awaited before the next part is sent; it must not be an unhandled one until then.
      onItsWay.catch(() => undefined);
    }
  } finally {
    await onItsWay;
  }
  return sent;
}

const extensions = { csv: 'csv.gz', parquet: 'parquet' } as const;

/** The columns of what is sent: rows of text name those that the file has, parquet has all of the table's, in its order. */
function columnsOf(
  { columns, statementMonth, tagColumns, tagMaps }: BillBinding,
  isWhole: boolean,
): StagedColumn[] {
  const all: StagedColumn[] = [
    { name: 'file_id', type: 'text' },
    { name: 'statement_month', type: 'date', isAbsent: statementMonth.kind === 'constant' },
    ...columns.map(({ name, type, position }) => ({ name, type, isAbsent: position === undefined })),
    { name: 'tags', type: 'text', isAbsent: tagColumns.length + tagMaps.length === 0 },
  ];
  return isWhole ? all : all.filter(({ isAbsent }) => isAbsent !== true);
}

async function checkCopied(
  { warehouse, into, load }: BillCopy,
  columns: readonly StagedColumn[],
  sent: readonly SentPart[],
  rows: number,
): Promise<void> {
  const { identifier, literal, relation } = redshiftDialect;
  const costs = columns.filter(({ type }) => type === 'cost').map(({ name }) => name);
  const sums = costs.map(
    (name) => `cast(coalesce(sum(${identifier(name)}), cast(0 as decimal(38,18))) as varchar)`,
  );
  const found = await warehouse.query(
    `select ${['count(*)', ...sums].join(', ')} from ${relation(into)} where file_id = ${literal(load.fileId)}`,
  );
  const [row = []] = found.rows;
  const expected = [
    String(rows),
    ...costs.map((name) =>
      formatCost(sent.reduce((sum, { facts }) => sum + (parseCost(facts.sums.get(name) ?? '0') ?? 0n), 0n)),
    ),
  ];
  const got = row.map((value, index) => (index === 0 ? value : formatCost(parseCost(value ?? '0') ?? 0n)));
  const wrong = expected.findIndex((value, index) => value !== got[index]);
  if (wrong < 0) return;
  const what = wrong === 0 ? 'rows' : `as the sum of "${costs[wrong - 1]}"`;
  throw new WarehouseError(
    `${expected[wrong]} ${what} were read of the file, and ${got[wrong]} are there after COPY`,
    { kind: 'load' },
  );
}

/** The cell that a COPY did not take, if the warehouse tells. */
async function explained(
  error: unknown,
  { warehouse, reader, staging, workFolder }: BillCopy,
  columns: readonly StagedColumn[],
  sent: readonly SentPart[],
): Promise<WarehouseError | undefined> {
  if (!(error instanceof WarehouseError)) return undefined;
  const found = await readCopyError(
    warehouse,
    error,
    sent.map(({ url }) => url),
  );
  const index = sent.findIndex(({ url }) => url === found?.url);
  const part = sent[index];
  if (found === undefined || part === undefined) return undefined;
  const rowOfPart = found.line - 1;
  const row = sent.slice(0, index).reduce((sum, { facts }) => sum + facts.rows, rowOfPart);
  const value = await valueAt();
  const got = value === null ? '' : `; got "${value.slice(0, 80)}"`;
  return new WarehouseError(
    `COPY refused row ${row}, column "${found.column}" (line ${found.line} of ${found.url}): ${found.reason}${got}`,
    { kind: 'load', row },
    { cause: error },
  );

  /** The file is no longer here, and what COPY was given is what counts. */
  async function valueAt(): Promise<string | null> {
    const isColumn = columns.some(({ name }) => name === found?.column);
    if (!isColumn || part === undefined || found === undefined || !part.url.endsWith('.csv.gz')) return null;
    const file = path.join(workFolder, 'refused.csv.gz');
    try {
      if (!(await staging.fetch(part, file))) return null;
      return await reader.cell(file, columns, { row: rowOfPart, column: found.column });
    } catch {
      return null;
    } finally {
      await rm(file, { force: true });
    }
  }
}
