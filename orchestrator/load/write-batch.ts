import type { Diagnostic } from '../base/diagnostic.ts';
import type { Project } from '../project/project.ts';
import type { Dialect } from '../warehouses/dialect.ts';
import type { LoadedRows, LoadSession } from '../warehouses/file-load.ts';
import { WarehouseError } from '../warehouses/warehouse.ts';
import { checkIds } from './check-ids.ts';
import { specHash } from './is-unchanged.ts';
import type { OnLoadEvent } from './load-event.ts';
import { LoadRefused } from './load-refused.ts';
import type { LoadedFile } from './loaded-files.ts';
import type { PlannedLoad } from './planned-load.ts';
import { rawRelation } from './raw-table.ts';
import { type BillFacts, readBillFacts } from './read-bill-facts.ts';
import { isBillSpec } from './recognize-format.ts';

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
  readonly remembered: readonly LoadedFile[];
  readonly onEvent: OnLoadEvent;
  readonly now: Date;
}

/** Reads a bill file, or some files of documents, and gives what is to be remembered of them. */
export async function writeBatch(
  session: LoadSession,
  { dialect, onEvent, remembered }: LoadsToWrite,
  batch: readonly PlannedLoad[],
  warnings: Diagnostic[],
): Promise<readonly LoadedFile[]> {
  const [first] = batch;
  if (first === undefined) return [];
  const table = dialect.relation(rawRelation(first.spec));
  for (const { source, shown, spec, found } of batch) {
    onEvent({ kind: 'file-load-started', source, path: shown, format: spec.title, bytes: found.bytes });
  }
  const startedAt = performance.now();
  let loaded: readonly LoadedRows[];
  try {
    // Rows and what is remembered of them are written together: what nobody remembers has none.
    const known = new Set(remembered.map(({ fileId }) => fileId));
    const ids = batch.map(({ load }) => load.fileId).filter((id) => known.has(id));
    if (ids.length > 0) {
      const literals = ids.map((id) => dialect.literal(id)).join(', ');
      await session.execute(`delete from ${table} where file_id in (${literals})`);
    }
    const loads = batch.map(({ load }) => load);
    loaded = batch.length === 1 ? [await session.load(first.load)] : await session.loadDocuments(loads);
  } catch (error) {
    const isOfFile = error instanceof WarehouseError && ['data', 'other', 'sql'].includes(error.detail.kind);
    throw isOfFile ? new LoadRefused([], first, { cause: error }) : error;
  }
  const milliseconds = Math.round((performance.now() - startedAt) / batch.length);
  const files: LoadedFile[] = [];
  for (const [index, planned] of batch.entries()) {
    const rows = loaded[index] ?? { rows: 0, rounded: { cells: 0, difference: '0' } };
    const { source, shown, spec } = planned;
    const facts = isBillSpec(spec) ? await readBillFacts(session, dialect, planned, spec) : undefined;
    if (facts?.refusal !== undefined) throw new LoadRefused([facts.refusal]);
    const repeated = isBillSpec(spec) ? await checkIds(session, dialect, planned, spec) : [];
    if (repeated.length > 0) throw new LoadRefused(repeated);
    warnings.push(...(facts?.warnings ?? []), ...roundingWarning(shown, rows));
    onEvent({ kind: 'file-loaded', source, path: shown, rows: rows.rows, milliseconds });
    files.push(loadedFile(planned, rows, facts));
  }
  return files;
}

function roundingWarning(shown: string, { rounded }: LoadedRows): Diagnostic[] {
  if (rounded.cells === 0) return [];
  const message = `${rounded.cells} costs of "${shown}" are binary floats with more than 18 decimals; rounding changed their sum by ${rounded.difference}.`;
  return [{ severity: 'warning', code: 'bad-value', message, place: { file: shown } }];
}

function loadedFile(planned: PlannedLoad, rows: LoadedRows, facts: BillFacts | undefined): LoadedFile {
  const { spec, source, found, load } = planned;
  return {
    fileId: load.fileId,
    source,
    spec: spec.name,
    specHash: specHash(spec),
    path: planned.identity,
    member: planned.member,
    bytes: found.bytes,
    modifiedAt: found.modifiedAt,
    sha256: planned.inspected.sha256,
    rows: rows.rows,
    months: facts?.months ?? [],
    costTotal: facts?.costTotal ?? null,
    roundedCells: rows.rounded.cells,
    roundingDifference: rows.rounded.difference,
    tagKeys: facts?.tagKeys ?? [],
    isWhole: true,
  };
}
