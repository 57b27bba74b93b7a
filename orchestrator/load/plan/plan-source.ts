import path from 'node:path';
import type { Diagnostic } from '../../base/diagnostic.ts';
import type { Project, SourceName } from '../../project/project.ts';
import { parseS3Location } from '../../s3/parse-s3-location.ts';
import { copiesInFlight } from '../files/file-copies.ts';
import { findFiles } from '../files/find-files.ts';
import type { FoundFile } from '../files/found-file.ts';
import { inAdvance } from '../files/in-advance.ts';
import type { SourceFiles } from '../files/source-files.ts';
import { isBillSpec } from '../formats/recognize-format.ts';
import type { OnLoadEvent } from '../load-event.ts';
import { isUnchanged } from '../raw/is-unchanged.ts';
import type { LoadedFile } from '../raw/loaded-files.ts';
import type { LoadingWarehouse } from '../raw/loading-warehouse.ts';
import { planFile } from './plan-file.ts';
import type { PlanContext, PlannedLoad } from './planned-load.ts';
import { rememberedContent } from './remembered-content.ts';
import { sameFileTwice } from './same-file-twice.ts';

export interface SourceToPlan {
  readonly source: SourceName;
  readonly project: Project;
  readonly warehouse: LoadingWarehouse;
  readonly locations: readonly string[];
  /** Where relative locations start from. */
  readonly base: string;
  readonly workingFolder: string;
  readonly workFolder: string;
  readonly sourceFiles: SourceFiles;
  readonly remembered: readonly LoadedFile[];
  readonly onEvent?: OnLoadEvent;
}

export interface SourcePlan {
  readonly loads: readonly PlannedLoad[];
  /** What is remembered of files whose rows are there already. */
  readonly kept: readonly LoadedFile[];
  /** Loads of events that another of the loads has too: they are not read again, but each path is remembered. */
  readonly copies: readonly PlannedLoad[];
  /** All files that were found, by their paths as they are remembered. */
  readonly paths: readonly string[];
  /** Of the paths that a manifest names, that manifest. */
  readonly manifests: ReadonlyMap<string, string>;
  readonly diagnostics: readonly Diagnostic[];
  readonly files: number;
  readonly unchanged: number;
  readonly bytes: number;
}

/** So many are read at the same time: inflating goes on in other threads. */
const filesInFlight = 4;

/** Finds the files of one source and says which of them are to be read, and into which raw tables. */
export async function planSource(work: SourceToPlan): Promise<SourcePlan> {
  const { source, project, warehouse } = work;
  const show = (file: string): string => pathFrom([project.root, work.workingFolder], file);
  const identify = (file: string): string => pathFrom([project.root], file);
  const found = await findFiles(work, show);
  if (!found.ok) {
    const { diagnostics } = found;
    return {
      loads: [],
      kept: [],
      copies: [],
      paths: [],
      manifests: new Map(),
      diagnostics,
      files: 0,
      unchanged: 0,
      bytes: 0,
    };
  }

  const specs = project.loadSpecs.filter((spec) => spec.source === source);
  const diagnostics: Diagnostic[] = [...found.diagnostics];
  const loads: PlannedLoad[] = [];
  const kept: LoadedFile[] = [];
  const copies: PlannedLoad[] = [];
  const paths = new Set<string>();
  const manifests = new Map<string, string>();
  const seen = new Map<string, string>();
  const remembered = work.remembered.filter((one) => one.source === source);
  const rememberedAt = new Map<string, LoadedFile[]>();
  for (const one of remembered) rememberedAt.set(one.path, [...(rememberedAt.get(one.path) ?? []), one]);
  let unchanged = 0;
  const parquetColumns = (file: string) => warehouse.loading((session) => session.parquetColumns(file));
  const parquetRows = (file: string) => warehouse.loading((session) => session.parquetRows(file));
  const billSpecs = project.loadSpecs.filter(isBillSpec);
  const lengths = countLengths(found.value, remembered);
  const context: PlanContext = {
    source,
    specs,
    billSpecs,
    show,
    identify,
    fileCopies: work.sourceFiles.copies,
    workFolder: work.workFolder,
    parquetColumns,
    parquetRows,
    takenIds: new Set(work.remembered.map(({ fileId }) => fileId)),
    isPerhapsKnown: ({ bytes }) => (lengths.get(bytes) ?? 0) > 1,
    inflated: { bytes: 0 },
  };

  // A location may lie in another one. They come in the order of their paths.
  const files = found.value.filter((file, index, all) => file.path !== all[index - 1]?.path);
  const changed = files.filter(
    (file) => !isUnchanged(file, rememberedAt.get(identify(file.path)) ?? [], specs),
  );
  const isChanged = new Set(changed);
  const away = changed.filter(({ etag }) => etag !== undefined);
  if (away.length > 0) {
    const bytes = away.reduce((sum, file) => sum + file.bytes, 0);
    work.onEvent?.({ kind: 'download-started', source, files: away.length, bytes });
  }
  const plan = inAdvance(changed, away.length > 0 ? copiesInFlight : filesInFlight, (file) =>
    planFile(file, context),
  );
  if (source === 'bill') {
    const twice = new Set(found.value.filter((file) => !files.includes(file)).map((file) => show(file.path)));
    diagnostics.push(...[...twice].map((shown) => sameFileTwice(shown, shown)));
  }
  for (const file of files) {
    const identity = identify(file.path);
    paths.add(identity);
    if (file.manifest !== undefined) manifests.set(identity, file.manifest);
    const known = rememberedAt.get(identity) ?? [];
    if (!isChanged.has(file)) {
      const contents = [...new Set(known.map(({ sha256 }) => sha256))];
      if (contents.every((content) => isFirst(content, show(file.path))) || source !== 'bill')
        kept.push(...known);
      unchanged++;
      continue;
    }
    const { loads: planned, diagnostics: told } = await plan(file);
    diagnostics.push(...told);
    let same = 0;
    for (const load of planned) {
      const sha256 = load.inspected.content?.sha256;
      const again = rememberedContent(remembered, load, sha256);
      if (again !== undefined) same++;
      const isNew = sha256 === undefined || isFirst(sha256, load.shown);
      if (!isNew && source === 'bill') continue;
      if (again !== undefined) kept.push(again);
      else (isNew ? loads : copies).push(load);
    }
    if (same > 0 && same === planned.length) unchanged++;
  }
  const bytes = found.value.reduce((sum, file) => sum + file.bytes, 0);
  return {
    loads,
    kept,
    copies,
    paths: [...paths],
    manifests,
    diagnostics,
    files: found.value.length,
    unchanged,
    bytes,
  };

  /** Whether this content comes for the first time. A bill that comes twice is refused; events are only read once. */
  function isFirst(sha256: string, shown: string): boolean {
    const other = seen.get(sha256);
    seen.set(sha256, other ?? shown);
    if (other === undefined || (source !== 'bill' && other === shown)) return true;
    if (source === 'bill') diagnostics.push(sameFileTwice(shown, other));
    return false;
  }
}

/** How many files there are of each length, in bytes: those of this load and those that are remembered under other paths. */
function countLengths(
  found: readonly FoundFile[],
  remembered: readonly LoadedFile[],
): ReadonlyMap<number, number> {
  const lengths = new Map<number, number>();
  const ofRemembered = new Map(
    remembered.map(({ path: file, member, bytes }) => [`${file} ${member}`, bytes]),
  );
  for (const bytes of [...found.map((file) => file.bytes), ...ofRemembered.values()])
    lengths.set(bytes, (lengths.get(bytes) ?? 0) + 1);
  return lengths;
}

/** A path from the first of the folders that it lies in, else absolute; with forward slashes. One in S3 is what it is. */
function pathFrom(folders: readonly string[], file: string): string {
  if (parseS3Location(file) !== undefined) return file;
  for (const folder of folders) {
    const relative = path.relative(folder, file);
    const isInside = relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
    if (isInside) return relative.replaceAll(path.sep, '/');
  }
  return file.replaceAll(path.sep, '/');
}
