import { mkdir, rm } from 'node:fs/promises';
import { type Checked, checked, type Diagnostic } from '../base/diagnostic.ts';
import type { StatementMonth } from '../base/names.ts';
import { type Project, type SourceName, sourceNames, type Vars } from '../project/project.ts';
import { ObjectStoreError } from '../s3/object-store-error.ts';
import type { ObjectStoreSettings } from '../s3/s3-access.ts';
import type { LoadingPlace, LoadSession } from '../warehouses/file-load.ts';
import { UnevenDocumentsError, type Warehouse, WarehouseError } from '../warehouses/warehouse.ts';
import { checkDeliveries } from './checks/check-deliveries.ts';
import { checkGrowth } from './checks/check-growth.ts';
import { checkLastUsage } from './checks/check-last-usage.ts';
import { checkTagKey } from './checks/check-tag-key.ts';
import { refusedByS3 } from './files/refused-by-s3.ts';
import { openSourceFiles, type SourceFiles } from './files/source-files.ts';
import type { OnLoadEvent } from './load-event.ts';
import { batchesOf } from './plan/batch-loads.ts';
import { planSource } from './plan/plan-source.ts';
import type { PlannedLoad } from './plan/planned-load.ts';
import { filesOfProject, type LoadedFile } from './raw/loaded-files.ts';
import { type LoadingWarehouse, loadingIn } from './raw/loading-warehouse.ts';
import { prepareRaw } from './raw/prepare-raw.ts';
import { givenPath } from './raw/remembered-after.ts';
import { diagnoseLoads } from './refusals/diagnose-loads.ts';
import { LoadRefused } from './refusals/load-refused.ts';
import { writeLoads } from './write/write-loads.ts';

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
  /** A name for a relation that readers do not look at, and that the next run takes away if it is left. */
  readonly hiddenName: (name: string) => string;
  readonly now: Date;
  /** Who reads files from S3, if not who the environment says. */
  readonly sourceStore?: ObjectStoreSettings;
  /** Ends downloads. The warehouse is interrupted by who opened it. */
  readonly interrupted?: AbortSignal;
}

/** What is in the raw tables after a load. */
export interface LoadedSources {
  /** The months of this load's bill files, changed or not; of all that was ever loaded, if no bill was given. */
  readonly months: readonly StatementMonth[];
  /** This load's files, one entry for each raw table that a content went to, however many files of events have it. */
  readonly files: readonly LoadedFile[];
}

/**
 * Finds the files of all sources and reads those with something new into their raw tables, all of them or none. The errors of
 * all files are shown together, and then the raw tables are as they were.
 */
export async function loadSources(options: LoadOptions): Promise<Checked<LoadedSources>> {
  const { workFolder, sourceStore: store, interrupted } = options;
  await mkdir(workFolder, { recursive: true });
  const sourceFiles = openSourceFiles({ store, workFolder, interrupted });
  try {
    const { hiddenName, onEvent } = options;
    const onSent: LoadingPlace['onSent'] = (file) => onEvent({ kind: 'file-sent', ...file });
    const place = { workFolder, hiddenName, onSent };
    return await loadInto({ ...options, warehouse: loadingIn(options.warehouse, place) }, sourceFiles);
  } catch (error) {
    if (!(error instanceof ObjectStoreError)) throw error;
    if (error.problem === 'interrupted')
      throw new WarehouseError(error.message, { kind: 'interrupted' }, { cause: error });
    return { ok: false, diagnostics: [refusedByS3(error)] };
  } finally {
    await sourceFiles.close();
    await rm(options.workFolder, { recursive: true, force: true });
  }
}

async function loadInto(
  options: Omit<LoadOptions, 'warehouse'> & { readonly warehouse: LoadingWarehouse },
  sourceFiles: SourceFiles,
): Promise<Checked<LoadedSources>> {
  const { project, warehouse, onEvent } = options;
  const { remembered, lost, outdated, raw } = await prepareRaw(warehouse, project);
  const diagnostics: Diagnostic[] = [];
  const loads: PlannedLoad[] = [];
  const kept: LoadedFile[] = [];
  const copies: PlannedLoad[] = [];
  const given = new Set<string>();
  const manifests = new Map<string, string>();

  for (const source of sourceNames) {
    const { locations, base } = locationsOf(source, options);
    if (locations.length === 0) continue;
    const plan = await planSource({ ...options, source, locations, base, remembered, sourceFiles });
    diagnostics.push(...plan.diagnostics);
    loads.push(...plan.loads);
    kept.push(...plan.kept);
    copies.push(...plan.copies);
    for (const path of plan.paths) given.add(givenPath(source, path));
    for (const [path, manifest] of plan.manifests) manifests.set(path, manifest);
    const { files, unchanged, bytes } = plan;
    onEvent({ kind: 'files-found', source, files, unchanged, bytes });
  }
  const bills = [...loads.map(({ source }) => source), ...kept.map(({ source }) => source)].filter(
    (source) => source === 'bill',
  );
  const isBillGiven = locationsOf('bill', options).locations.length > 0;
  if (bills.length === 0 && (isBillGiven || !remembered.some(({ source }) => source === 'bill'))) {
    if (!diagnostics.some(({ severity }) => severity === 'error')) diagnostics.push(noBill(isBillGiven));
  }
  if (diagnostics.some(({ severity }) => severity === 'error')) {
    // Of what is forgotten by now, the next run will know nothing.
    const missed = warnLost(lost, given);
    for (const diagnostic of missed) onEvent({ kind: 'warning', diagnostic });
    return { ok: false, diagnostics: [...missed, ...diagnostics] };
  }
  for (const diagnostic of diagnostics) onEvent({ kind: 'warning', diagnostic });

  const write = (wanted: readonly PlannedLoad[]) =>
    warehouse.loading((session: LoadSession) =>
      writeLoads(session, {
        project,
        dialect: warehouse.dialect,
        loads: wanted,
        kept,
        copies,
        given,
        manifests,
        remembered,
        outdated,
        raw,
        fileCopies: sourceFiles.copies,
        onEvent,
        workFolder: options.workFolder,
        now: options.now,
      }),
    );
  let tried: readonly PlannedLoad[] = loads;
  try {
    const written = await write(tried).catch((error: unknown) => {
      if (!(error instanceof UnevenDocumentsError)) throw error;
      tried = loads.map(withAnyShape);
      return write(tried);
    });
    const deliveries = checkDeliveries(written.files, remembered, options.now);
    const isStale = deliveries.some(({ code }) => code === 'stale-bill');
    const warnings = [
      ...warnLost(lost, given),
      ...written.warnings,
      ...checkTagKey(options.vars, written.files),
      ...deliveries,
      ...checkGrowth(written.files, remembered, project.alarms),
      // A bill that does not come any more has no newer usage either: that is said once.
      ...(isStale ? [] : await checkLastUsage(warehouse, project, written.files, options.now)),
    ];
    for (const diagnostic of warnings) onEvent({ kind: 'warning', diagnostic });
    const months = isBillGiven ? written.files : filesOfProject(remembered, project);
    return checked(
      { months: [...new Set(months.flatMap((file) => file.months))].sort(), files: written.files },
      [...diagnostics, ...warnings],
    );
  } catch (error) {
    if (!(error instanceof LoadRefused)) throw error;
    const found =
      error.at === undefined
        ? []
        : await diagnoseLoads(warehouse, batchesOf(tried).flat(), error.at, error, sourceFiles.copies);
    return { ok: false, diagnostics: [...diagnostics, ...error.diagnostics, ...found] };
  }
}

function locationsOf(
  source: SourceName,
  options: Omit<LoadOptions, 'warehouse'>,
): { locations: readonly string[]; base: string } {
  const override = options.sources[source];
  if (override !== undefined) return { locations: override, base: options.workingFolder };
  return { locations: options.project.sources[source] ?? [], base: options.project.root };
}

/** The same load where documents may be of any shape. */
function withAnyShape(planned: PlannedLoad): PlannedLoad {
  const { load } = planned;
  if (load.content.kind !== 'documents') return planned;
  return { ...planned, load: { ...load, content: { ...load.content, isUniform: false } } };
}

/** A word about bills that are gone and did not come again. */
function warnLost(lost: readonly LoadedFile[], given: ReadonlySet<string>): Diagnostic[] {
  const left = lost.filter(({ source, path }) => !given.has(givenPath(source, path)));
  return left.map(({ path, months }): Diagnostic => {
    const listed = months.map((month) => month.slice(0, 7)).join(', ');
    const message = `What was loaded of "${path}" is no longer beside the database, or not whole, so ${listed} went with it.`;
    return { severity: 'warning', code: 'unreadable-file', message, hint: 'Give the file again.' };
  });
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
