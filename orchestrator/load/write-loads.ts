import type { Diagnostic } from '../base/diagnostic.ts';
import type { StatementMonth } from '../base/names.ts';
import type { Project } from '../project/project.ts';
import type { Dialect } from '../warehouses/dialect.ts';
import type { LoadedRows, LoadSession } from '../warehouses/file-load.ts';
import { WarehouseError } from '../warehouses/warehouse.ts';
import { batchesOf } from './batch-loads.ts';
import { type BillPart, checkMonths } from './check-months.ts';
import type { OnLoadEvent } from './load-event.ts';
import { forgetFiles, type LoadedFile, rememberFiles } from './loaded-files.ts';
import { type PlannedLoad, specHash } from './plan-files.ts';
import { rawRelation } from './raw-table.ts';
import { type BillFacts, readBillFacts } from './read-bill-facts.ts';
import { type BillSpec, isBillSpec } from './recognize-format.ts';

/** Nothing of the load took effect. `at`: the load that the warehouse refused; what is wrong with it is still to be found. */
export class LoadRefused extends Error {
  override readonly name = 'LoadRefused';
  constructor(
    readonly diagnostics: readonly Diagnostic[],
    readonly at?: PlannedLoad,
    options?: { cause?: unknown },
  ) {
    super(options?.cause instanceof Error ? options.cause.message : 'The files were refused.', options);
  }
}

export interface LoadsToWrite {
  readonly project: Project;
  readonly dialect: Dialect;
  readonly loads: readonly PlannedLoad[];
  /** Files of this load whose rows are there already. */
  readonly kept: readonly LoadedFile[];
  readonly remembered: readonly LoadedFile[];
  readonly onEvent: OnLoadEvent;
  readonly now: Date;
}

/**
 * Reads all planned loads and makes the raw tables what they should be: of each month that this load's bill files are for, only
 * their rows; of each event file, only what it holds now. Rejects with a {@link LoadRefused}.
 */
export async function writeLoads(
  session: LoadSession,
  work: LoadsToWrite,
): Promise<{ files: readonly LoadedFile[]; warnings: readonly Diagnostic[] }> {
  const { dialect, kept, loads } = work;
  const warnings: Diagnostic[] = [];
  const written: LoadedFile[] = [];
  for (const batch of batchesOf(loads)) written.push(...(await writeBatch(session, work, batch, warnings)));

  const files = [...kept, ...written];
  const parts = billParts(work.project, files, work);
  if (parts.length > 0) await replaceMonths(session, work, parts);
  const stale = await forgetReplaced(session, work, files);
  const refusals = written.some(({ source }) => source === 'bill')
    ? await checkMonths(session, dialect, parts)
    : [];
  if (refusals.length > 0) throw new LoadRefused(refusals);

  const before = new Set(work.remembered);
  const changed = files.filter((file) => !before.has(file));
  const rest = [...changed, ...stale];
  for (const source of new Set(rest.map((file) => file.source))) {
    const ids = new Set(rest.filter((file) => file.source === source).map(({ fileId }) => fileId));
    // Entries of one file and several raw tables share its id: all of them are written anew.
    const all = [...files, ...stale].filter((file) => file.source === source && ids.has(file.fileId));
    await session.execute(forgetFiles(dialect, source, [...ids]));
    await session.execute(rememberFiles(dialect, all, work.now));
  }
  return { files, warnings };
}

/** Reads a bill file, or some files of documents, and gives what is to be remembered of them. */
async function writeBatch(
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

function billParts(project: Project, files: readonly LoadedFile[], { loads }: LoadsToWrite): BillPart[] {
  const specs = new Map<string, BillSpec>(
    project.loadSpecs.filter(isBillSpec).map((spec) => [spec.name, spec]),
  );
  return files.flatMap(({ fileId, spec, path, member, months }): BillPart[] => {
    const billSpec = specs.get(spec);
    const shown =
      loads.find((planned) => planned.load.fileId === fileId)?.shown ??
      (member === null ? path : `${path}/${member}`);
    return billSpec === undefined ? [] : [{ fileId, spec: billSpec, shown, months }];
  });
}

/** A month is what the files of this load say it is, in whichever format: what earlier files said of it goes. */
async function replaceMonths(
  session: LoadSession,
  { project, dialect }: LoadsToWrite,
  parts: readonly BillPart[],
): Promise<void> {
  const months = [...new Set(parts.flatMap((part) => part.months))].map(
    (month) => `date ${dialect.literal(month)}`,
  );
  const ids = parts.map(({ fileId }) => dialect.literal(fileId));
  if (months.length === 0) return;
  for (const spec of project.loadSpecs.filter(isBillSpec)) {
    await session.execute(
      `delete from ${dialect.relation(rawRelation(spec))} where statement_month in (${months.join(', ')}) and file_id not in (${ids.join(', ')})`,
    );
  }
}

/**
 * Forgets what this load has replaced: earlier bill files of its months, and earlier contents of its event files, whose rows go
 * too. Gives the bill files of which other months remain, without the replaced ones.
 */
async function forgetReplaced(
  session: LoadSession,
  work: LoadsToWrite,
  files: readonly LoadedFile[],
): Promise<LoadedFile[]> {
  const { dialect, project, remembered } = work;
  const ids = new Set(files.map(({ source, fileId }) => `${source} ${fileId}`));
  const paths = new Set(files.map(({ source, path }) => `${source} ${path}`));
  const months = new Set<StatementMonth>(files.flatMap((file) => file.months));
  const stale: LoadedFile[] = [];
  for (const file of remembered) {
    if (ids.has(`${file.source} ${file.fileId}`)) continue;
    const id = dialect.literal(file.fileId);
    if (file.source === 'bill') {
      const left = file.months.filter((month) => !months.has(month));
      if (left.length === file.months.length) continue;
      if (left.length > 0) stale.push({ ...file, months: left, isWhole: false });
    } else {
      if (!paths.has(`${file.source} ${file.path}`)) continue;
      const spec = project.loadSpecs.find(({ name }) => name === file.spec);
      if (spec !== undefined)
        await session.execute(`delete from ${dialect.relation(rawRelation(spec))} where file_id = ${id}`);
    }
    await session.execute(forgetFiles(dialect, file.source, [file.fileId]));
  }
  return stale;
}
