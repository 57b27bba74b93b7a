import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { type FileReader, openFileReader } from '../../duckdb/file-reader.ts';
import type {
  BillFile,
  BillRelation,
  FileLoad,
  FilePart,
  LoadedRows,
  LoadingPlace,
  LoadSession,
} from '../../file-load.ts';
import type { RelationName } from '../../relation-name.ts';
import { type Warehouse, WarehouseError } from '../../warehouse.ts';
import { redshiftDialect } from '../sql/dialect.ts';
import { billRowsSql, replaceBillSql } from './bill-rows.ts';
import { checkLengths } from './check-lengths.ts';
import { copyBill } from './copy-bill.ts';
import { type CopyAccess, copyDocumentsSql } from './copy-sql.ts';
import { insertRowsSql } from './insert-rows.ts';
import { afterReading } from './loading-error.ts';
import { readCopyError } from './read-copy-error.ts';
import type { Staging } from './staging.ts';

/** What a load works with. */
export interface LoadTools {
  /** Does nothing any more once the load was interrupted. */
  readonly warehouse: Pick<Warehouse, 'execute' | 'query' | 'transaction'>;
  /** The same for what is to be done in any case. */
  readonly afterwards: Pick<Warehouse, 'execute'>;
  readonly access: CopyAccess;
  readonly openStaging: () => Promise<Staging>;
  readonly place: LoadingPlace;
  /** Is told of each reader that is opened, to end its work on an interruption. */
  readonly onReader: (reader: FileReader) => void;
}

/** Of about so many bytes are the parts of a bill: 64 to 256 MB once they are compressed, by the bills that were measured. */
const partBytes = 1024 * 1024 * 1024;

/**
 * Does the work so that all of it takes effect or nothing. Files are read here, sent to the staging bucket and copied into hidden tables
 * beside the raw ones, which others do not look at; what becomes of the raw tables is done at the end, in one short transaction.
 */
export async function withLoadSession<T>(
  tools: LoadTools,
  work: (session: LoadSession) => Promise<T>,
): Promise<T> {
  const session = new RedshiftLoadSession(tools);
  try {
    const result = await work(session);
    await session.finish();
    return result;
  } finally {
    await session.close();
  }
}

const { identifier, relation: nameOf } = redshiftDialect;

class RedshiftLoadSession implements LoadSession {
  readonly partBytes = partBytes;
  readonly #tools: LoadTools;
  /** The hidden table of each raw table that something was copied for. */
  readonly #stages = new Map<string, RelationName>();
  readonly #staged = new Set<string>();
  /** What is done at the end: first what was asked for, then what becomes of bills, then rows that are new. */
  readonly #asked: string[] = [];
  readonly #replaced = new Map<string, readonly string[]>();
  readonly #added = new Map<string, string>();
  #reader: Promise<FileReader> | undefined;
  #staging: Promise<Staging> | undefined;

  constructor(tools: LoadTools) {
    this.#tools = tools;
  }

  execute = async (sql: string): Promise<void> => {
    this.#asked.push(sql);
  };

  query = (sql: string) => this.#tools.warehouse.query(sql);

  /** More of them than a statement holds go into a hidden table first: a transaction is one request, and thousands of files have no room in it. */
  async addRows(into: RelationName, columns: readonly string[], rows: readonly string[]): Promise<void> {
    const [only, ...more] = insertRowsSql(into, columns, rows);
    if (only === undefined) return;
    if (more.length === 0) return this.execute(only);
    const stage = await this.#stageOf(into);
    for (const sql of insertRowsSql(stage, columns, rows)) await this.#tools.warehouse.execute(sql);
    this.#addStaged(into, stage, columns);
  }

  parquetColumns: LoadSession['parquetColumns'] = async (file) => (await this.#open()).parquetColumns(file);

  parquetRows: LoadSession['parquetRows'] = async (file) => (await this.#open()).parquetRows(file);

  queryFile: LoadSession['queryFile'] = async (load, sql) => (await this.#open()).queryFile(load, sql);

  badCells: LoadSession['badCells'] = async (load, limit) => (await this.#open()).badCells(load, limit);

  async loadBill(load: FileLoad, parts?: AsyncIterable<FilePart>): Promise<LoadedRows> {
    const { warehouse, access, place } = this.#tools;
    const into = await this.#stageOf(load.into);
    const [staging, reader] = [await this.#bucket(), await this.#open()];
    const { workFolder } = place;
    const rows = await copyBill({ warehouse, access, staging, reader, workFolder, load, into }, parts);
    this.#staged.add(load.fileId);
    return { rows, rounded: await reader.rounded(load) };
  }

  billRows(relation: BillRelation, files: readonly BillFile[]): string {
    return billRowsSql(this.#tablesOf(relation), files);
  }

  renew: LoadSession['renew'] = async (relation, create) => {
    for (const sql of redshiftDialect.drop(relation.kind, [relation])) await this.execute(sql);
    await this.execute(create(relation));
    // One that is made like the raw table would have the columns of before.
    const stage = this.#hiddenBeside(relation);
    await this.#tools.warehouse.execute(create(stage));
    this.#stages.set(relation.name, stage);
  };

  async replaceBill(relation: BillRelation, files: readonly BillFile[]): Promise<void> {
    this.#replaced.set(relation.name, replaceBillSql(this.#tablesOf(relation), files));
  }

  async lostBills(
    files: readonly { readonly fileId: string; readonly into: RelationName }[],
  ): Promise<readonly string[]> {
    const tables = new Set(files.map(({ into }) => nameOf(into)));
    if (tables.size === 0) return [];
    const queries = [...tables].map((table) => `select distinct file_id from ${table}`);
    const { rows } = await this.query(queries.join('\nunion all\n'));
    const found = new Set(rows.map(([id]) => id));
    return files.map(({ fileId }) => fileId).filter((fileId) => !found.has(fileId));
  }

  async loadDocuments(loads: readonly FileLoad[]): Promise<readonly LoadedRows[]> {
    const [first] = loads;
    if (first?.content.kind !== 'documents') return [];
    const columns = ['file_id', ...first.content.columns.map(({ name }) => name), 'unreadable_fields'];
    const reader = await this.#open();
    const file = path.join(this.#tools.place.workFolder, `${randomUUID()}.json.gz`);
    const { loaded, longest } = await reader.writeDocuments(loads, file);
    for (const [fileId, ofFile] of longest) checkLengths(ofFile, fileId);
    const rows = loaded.reduce((sum, one) => sum + one.rows, 0);
    if (rows > 0) await afterReading(() => this.#copyDocuments(first.into, columns, file, rows));
    await rm(file, { force: true });
    return loaded;
  }

  async #copyDocuments(
    raw: RelationName,
    columns: readonly string[],
    file: string,
    rows: number,
  ): Promise<void> {
    const { warehouse, access } = this.#tools;
    const into = await this.#stageOf(raw);
    const staging = await this.#bucket();
    const sent = await staging.send(file, 'json.gz');
    const manifest = await staging.writeManifest(`${into.name}-${randomUUID()}`, [sent]);
    const before = await this.#countOf(into);
    await warehouse
      .execute(copyDocumentsSql(into, columns, manifest, access))
      .catch(async (error: unknown) => {
        if (!(error instanceof WarehouseError)) throw error;
        const at = await readCopyError(warehouse, error, [sent.url]);
        const words = at && `COPY refused line ${at.line} of ${at.url}, column "${at.column}": ${at.reason}`;
        throw words === undefined ? error : new WarehouseError(words, { kind: 'load' }, { cause: error });
      });
    const copied = (await this.#countOf(into)) - before;
    if (copied !== rows)
      throw new WarehouseError(`${rows} rows were read of the files, and COPY made ${copied} of them`, {
        kind: 'load',
      });
    this.#addStaged(raw, into, columns);
  }

  #addStaged(raw: RelationName, stage: RelationName, columns: readonly string[]): void {
    const list = columns.map(identifier).join(', ');
    this.#added.set(raw.name, `insert into ${nameOf(raw)} (${list})\nselect ${list} from ${nameOf(stage)}`);
  }

  async #countOf(table: RelationName): Promise<number> {
    const { rows } = await this.query(`select count(*) from ${nameOf(table)}`);
    return Number(rows[0]?.[0] ?? 0);
  }

  /** Makes the raw tables what the work has said they are. */
  async finish(): Promise<void> {
    const statements = [...this.#asked, ...[...this.#replaced.values()].flat(), ...this.#added.values()];
    if (statements.length > 0) await this.#tools.warehouse.transaction(statements);
    // The next load would find them and not send them again, but there is nothing more to load of them.
    await (await this.#staging)?.empty().catch(() => undefined);
  }

  /** Takes the hidden tables away; the next run does where this cannot. */
  async close(): Promise<void> {
    const { afterwards } = this.#tools;
    const stages = [...this.#stages.values()].map(nameOf);
    if (stages.length > 0) await afterwards.execute(`drop table ${stages.join(', ')}`).catch(() => undefined);
    await (await this.#reader?.catch(() => undefined))?.close();
  }

  #tablesOf(relation: BillRelation) {
    return { relation, stage: this.#stages.get(relation.name), staged: this.#staged };
  }

  #open(): Promise<FileReader> {
    const { place, onReader } = this.#tools;
    this.#reader ??= openFileReader(place, `reader-${randomUUID()}`).then((reader) => {
      onReader(reader);
      return reader;
    });
    return this.#reader;
  }

  #bucket(): Promise<Staging> {
    this.#staging ??= this.#tools.openStaging();
    return this.#staging;
  }

  /** The hidden table beside a raw table, with its columns and keys; made when it is asked for first. */
  async #stageOf(into: RelationName): Promise<RelationName> {
    const made = this.#stages.get(into.name);
    if (made !== undefined) return made;
    const stage = this.#hiddenBeside(into);
    await this.#tools.warehouse.execute(`create table ${nameOf(stage)} (like ${nameOf(into)})`);
    this.#stages.set(into.name, stage);
    return stage;
  }

  #hiddenBeside({ schema, name }: RelationName): RelationName {
    return { schema, name: this.#tools.place.hiddenName(name) };
  }
}
