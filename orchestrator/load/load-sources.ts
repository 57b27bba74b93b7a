import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { type Checked, checked, type Diagnostic } from '../base/diagnostic.ts';
import type { StatementMonth } from '../base/names.ts';
import { type Project, type SourceName, sourceNames, type Vars } from '../project/project.ts';
import type { LoadSession } from '../warehouses/file-load.ts';
import type { Warehouse } from '../warehouses/warehouse.ts';
import { checkTagKey } from './check-tag-key.ts';
import { diagnoseLoads } from './diagnose-loads.ts';
import { findFiles } from './find-files.ts';
import type { OnLoadEvent } from './load-event.ts';
import type { LoadedFile } from './loaded-files.ts';
import { isUnchanged, type PlannedLoad, planFile, specHash } from './plan-files.ts';
import { prepareRaw } from './prepare-raw.ts';
import { isBillSpec } from './recognize-format.ts';
import { LoadRefused, writeLoads } from './write-loads.ts';

export interface LoadOptions {
  readonly project: Project;
  /** Those of project.yml, with `--vars` over them. */
  readonly vars: Vars;
  /** Locations of `--source`, in place of the project's for the sources that are named; relative to `workingFolder`. */
  readonly sources: Readonly<Partial<Record<SourceName, readonly string[]>>>;
  readonly workingFolder: string;
  readonly warehouse: Warehouse;
  readonly onEvent: OnLoadEvent;
  /** A folder for what is unpacked on the way; made if missing, and gone afterwards. */
  readonly workFolder: string;
  readonly now: Date;
}

/** What is in the raw tables after a load. */
export interface LoadedSources {
  /** The months of this load's bill files, changed or not; of all that was ever loaded, if no bill was given. */
  readonly months: readonly StatementMonth[];
  /** This load's files, one entry for each raw table that a file went to. */
  readonly files: readonly LoadedFile[];
}

/**
 * Finds the files of all sources and reads those with something new into their raw tables, all of them or none. The errors of
 * all files are shown together, and then the raw tables are as they were.
 */
export async function loadSources(options: LoadOptions): Promise<Checked<LoadedSources>> {
  await mkdir(options.workFolder, { recursive: true });
  try {
    return await loadInto(options);
  } finally {
    await rm(options.workFolder, { recursive: true, force: true });
  }
}

async function loadInto(options: LoadOptions): Promise<Checked<LoadedSources>> {
  const { project, warehouse, onEvent } = options;
  const remembered = await prepareRaw(warehouse, project);
  const diagnostics: Diagnostic[] = [];
  const loads: PlannedLoad[] = [];
  const kept: LoadedFile[] = [];

  for (const source of sourceNames) {
    const found = await planSource(source, options, remembered);
    diagnostics.push(...found.diagnostics);
    loads.push(...found.loads);
    kept.push(...found.kept);
  }
  const bills = [...loads.map(({ source }) => source), ...kept.map(({ source }) => source)].filter(
    (source) => source === 'bill',
  );
  const isBillGiven = locationsOf('bill', options).locations.length > 0;
  if (bills.length === 0 && (isBillGiven || !remembered.some(({ source }) => source === 'bill'))) {
    if (!diagnostics.some(({ severity }) => severity === 'error')) diagnostics.push(noBill(isBillGiven));
  }
  if (diagnostics.some(({ severity }) => severity === 'error')) return { ok: false, diagnostics };
  for (const diagnostic of diagnostics) onEvent({ kind: 'warning', diagnostic });

  try {
    const written = await warehouse.loading((session: LoadSession) =>
      writeLoads(session, {
        project,
        dialect: warehouse.dialect,
        loads,
        kept,
        remembered,
        onEvent,
        now: options.now,
      }),
    );
    const warnings = [...written.warnings, ...checkTagKey(options.vars, written.files)];
    for (const diagnostic of warnings) onEvent({ kind: 'warning', diagnostic });
    const months = isBillGiven ? written.files : remembered;
    return checked(
      { months: [...new Set(months.flatMap((file) => file.months))].sort(), files: written.files },
      [...diagnostics, ...warnings],
    );
  } catch (error) {
    if (!(error instanceof LoadRefused)) throw error;
    const found = error.at === undefined ? [] : await diagnoseLoads(warehouse, loads, error.at, error);
    return { ok: false, diagnostics: [...diagnostics, ...error.diagnostics, ...found] };
  }
}

function locationsOf(
  source: SourceName,
  options: LoadOptions,
): { locations: readonly string[]; base: string } {
  const override = options.sources[source];
  if (override !== undefined) return { locations: override, base: options.workingFolder };
  return { locations: options.project.sources[source] ?? [], base: options.project.root };
}

async function planSource(
  source: SourceName,
  options: LoadOptions,
  remembered: readonly LoadedFile[],
): Promise<{ loads: PlannedLoad[]; kept: LoadedFile[]; diagnostics: Diagnostic[] }> {
  const { project, warehouse, onEvent } = options;
  const { locations, base } = locationsOf(source, options);
  const none = { loads: [], kept: [], diagnostics: [] };
  if (locations.length === 0) return none;
  const show = (file: string): string => showPath(file, project.root, options.workingFolder);
  const found = await findFiles(source, locations, base, show);
  if (!found.ok) return { ...none, diagnostics: [...found.diagnostics] };

  const specs = project.loadSpecs.filter((spec) => spec.source === source);
  const diagnostics: Diagnostic[] = [...found.diagnostics];
  const loads: PlannedLoad[] = [];
  const kept: LoadedFile[] = [];
  const seen = new Map<string, string>();
  const ofSource = remembered.filter((one) => one.source === source);
  const rememberedAt = Map.groupBy(ofSource, ({ path }) => path);
  let unchanged = 0;
  const parquetColumns = (file: string) => warehouse.loading((session) => session.parquetColumns(file));
  const context = { source, specs, show, workFolder: options.workFolder, parquetColumns };

  for (const file of found.value) {
    const known = rememberedAt.get(show(file.path)) ?? [];
    if (isUnchanged(file, known, specs)) {
      const ids = new Set(known.map(({ fileId }) => fileId));
      const isNew = [...ids].every((id) => isFirst(id, show(file.path)));
      if (isNew) kept.push(...known);
      unchanged++;
      continue;
    }
    const plan = await planFile(file, context);
    diagnostics.push(...plan.diagnostics);
    const first = plan.loads.filter((load) => isFirst(load.load.fileId, load.shown));
    const same = first.filter((load) => rememberedContent(load) !== undefined);
    loads.push(...first.filter((load) => !same.includes(load)));
    kept.push(...same.flatMap((load) => rememberedContent(load) ?? []));
    if (plan.loads.length > 0 && same.length === plan.loads.length) unchanged++;
  }
  const bytes = found.value.reduce((sum, file) => sum + file.bytes, 0);
  onEvent({ kind: 'files-found', source, files: found.value.length, unchanged, bytes });
  return { loads, kept, diagnostics };

  /** Whether this content comes for the first time. A bill that comes twice is refused; an event is only counted once. */
  function isFirst(fileId: string, shown: string): boolean {
    const other = seen.get(fileId);
    seen.set(fileId, other ?? shown);
    if (other === undefined || (source !== 'bill' && other === shown)) return true;
    if (source === 'bill') {
      const message =
        other === shown ? `"${shown}" is given twice.` : `"${shown}" holds the same as "${other}".`;
      diagnostics.push({
        severity: 'error',
        code: 'same-file-twice',
        message,
        place: { file: shown },
        hint: 'Give it once.',
      });
    }
    return false;
  }

  /** What is remembered of content that was read before, under another name or another date. */
  function rememberedContent(load: PlannedLoad): LoadedFile | undefined {
    const same = ofSource.find(
      (one) =>
        one.fileId === load.load.fileId &&
        one.spec === load.spec.name &&
        one.specHash === specHash(load.spec) &&
        one.isWhole,
    );
    // Where only the name says the month, another name may be another month.
    const isNamedAnew =
      same !== undefined &&
      isBillSpec(load.spec) &&
      load.monthFrom !== 'rows' &&
      same.path !== show(load.found.path);
    if (same === undefined || isNamedAnew) return undefined;
    const { bytes, modifiedAt } = load.found;
    return { ...same, path: show(load.found.path), member: load.member, bytes, modifiedAt };
  }
}

function noBill(isGiven: boolean): Diagnostic {
  const message = isGiven
    ? 'None of the files given as a bill holds a line.'
    : 'No bill is given, and none was loaded before.';
  return {
    severity: 'error',
    code: 'no-bill',
    message,
    hint: 'Give one with --source bill=FILE, or under sources in project.yml.',
  };
}

/** A path for people and for what is remembered: from the project's root or the working folder if it lies there. */
function showPath(file: string, root: string, workingFolder: string): string {
  for (const folder of [root, workingFolder]) {
    const relative = path.relative(folder, file);
    if (relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative))
      return relative.replaceAll(path.sep, '/');
  }
  return file.replaceAll(path.sep, '/');
}
