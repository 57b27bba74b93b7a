import type { Project } from '../../project/project.ts';
import type { Dialect } from '../../warehouses/dialect.ts';
import type { LoadedRows, LoadSession } from '../../warehouses/file-load.ts';
import { type Relation, WarehouseError } from '../../warehouses/warehouse.ts';
import type { FileCopies } from '../files/file-copies.ts';
import type { OnLoadEvent } from '../load-event.ts';
import type { PlannedLoad } from '../plan/planned-load.ts';
import { deleteFiles, type LoadedFile } from '../raw/loaded-files.ts';
import { type OutdatedTable, rawRelation } from '../raw/raw-table.ts';
import { LoadRefused } from '../refusals/load-refused.ts';
import { notLoaded } from '../refusals/not-loaded.ts';
import { loadedFile } from './loaded-file.ts';

export interface LoadsToWrite {
  readonly project: Project;
  readonly dialect: Dialect;
  readonly loads: readonly PlannedLoad[];
  /** Files of this load whose rows are there already. */
  readonly kept: readonly LoadedFile[];
  /** Files of events that have the content of one of the loads. */
  readonly copies: readonly PlannedLoad[];
  /** The paths of all files of this load, each as `givenPath` writes it. */
  readonly given: ReadonlySet<string>;
  /** Of the paths of bills that a manifest names, that manifest. */
  readonly manifests: ReadonlyMap<string, string>;
  readonly remembered: readonly LoadedFile[];
  /** Raw tables that the load makes anew. */
  readonly outdated: readonly OutdatedTable[];
  /** The raw relations that were there before, by their names. */
  readonly raw: ReadonlyMap<string, Relation>;
  /** For what is unpacked on the way. */
  readonly workFolder: string;
  readonly fileCopies: FileCopies;
  readonly onEvent: OnLoadEvent;
  readonly now: Date;
}

/** Reads some files of documents and gives what is to be remembered of them. */
export async function writeBatch(
  session: LoadSession,
  { dialect, onEvent, remembered, fileCopies }: LoadsToWrite,
  batch: readonly PlannedLoad[],
): Promise<readonly LoadedFile[]> {
  const [first] = batch;
  if (first === undefined) return [];
  for (const { source, shown, spec, found } of batch) {
    onEvent({ kind: 'file-load-started', source, path: shown, format: spec.title, bytes: found.bytes });
  }
  const startedAt = performance.now();
  let loaded: readonly LoadedRows[];
  await fileCopies.bringAll(batch);
  try {
    // Rows and what is remembered of them are written together: what nobody remembers has none.
    const known = new Set(remembered.map(({ fileId }) => fileId));
    const ids = batch.map(({ load }) => load.fileId).filter((id) => known.has(id));
    for (const sql of deleteFiles(dialect, rawRelation(first.spec), ids)) await session.execute(sql);
    loaded = await session.loadDocuments(batch.map(({ load }) => load));
  } catch (error) {
    if (error instanceof WarehouseError && error.detail.kind === 'load')
      throw new LoadRefused([await notLoaded(fileOf(error) ?? first, error)], undefined, { cause: error });
    const isOfFile = error instanceof WarehouseError && ['data', 'other', 'sql'].includes(error.detail.kind);
    throw isOfFile ? new LoadRefused([], first, { cause: error }) : error;
  }
  const milliseconds = Math.round((performance.now() - startedAt) / batch.length);
  return batch.map((planned, index) => {
    const rows = loaded[index] ?? { rows: 0, rounded: { cells: 0, difference: '0' } };
    const { source, shown } = planned;
    onEvent({ kind: 'file-loaded', source, path: shown, rows: rows.rows, milliseconds });
    return loadedFile(planned, planned.inspected.content?.sha256 ?? '', rows, undefined);
  });

  function fileOf({ detail: { fileId } }: WarehouseError): PlannedLoad | undefined {
    return batch.find(({ load }) => load.fileId === fileId);
  }
}
