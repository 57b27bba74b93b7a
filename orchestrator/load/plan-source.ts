import path from 'node:path';
import type { Diagnostic } from '../base/diagnostic.ts';
import type { Project, SourceName } from '../project/project.ts';
import type { Warehouse } from '../warehouses/warehouse.ts';
import { findFiles } from './find-files.ts';
import { isUnchanged, specHash } from './is-unchanged.ts';
import type { LoadedFile } from './loaded-files.ts';
import { planFile } from './plan-file.ts';
import type { PlannedLoad } from './planned-load.ts';
import { isBillSpec } from './recognize-format.ts';

export interface SourceToPlan {
  readonly source: SourceName;
  readonly project: Project;
  readonly warehouse: Warehouse;
  readonly locations: readonly string[];
  /** Where relative locations start from. */
  readonly base: string;
  readonly workingFolder: string;
  readonly workFolder: string;
  readonly remembered: readonly LoadedFile[];
}

export interface SourcePlan {
  readonly loads: readonly PlannedLoad[];
  /** What is remembered of files whose rows are there already. */
  readonly kept: readonly LoadedFile[];
  /** Loads of events that another of the loads has too: they are not read again, but each path is remembered. */
  readonly copies: readonly PlannedLoad[];
  /** All files that were found, by their paths as they are remembered. */
  readonly paths: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  readonly files: number;
  readonly unchanged: number;
  readonly bytes: number;
}

/** Finds the files of one source and says which of them are to be read, and into which raw tables. */
export async function planSource(work: SourceToPlan): Promise<SourcePlan> {
  const { source, project, warehouse } = work;
  const show = (file: string): string => pathFrom([project.root, work.workingFolder], file);
  const identify = (file: string): string => pathFrom([project.root], file);
  const found = await findFiles(source, work.locations, work.base, show);
  if (!found.ok) {
    const { diagnostics } = found;
    return { loads: [], kept: [], copies: [], paths: [], diagnostics, files: 0, unchanged: 0, bytes: 0 };
  }

  const specs = project.loadSpecs.filter((spec) => spec.source === source);
  const diagnostics: Diagnostic[] = [...found.diagnostics];
  const loads: PlannedLoad[] = [];
  const kept: LoadedFile[] = [];
  const copies: PlannedLoad[] = [];
  const paths = new Set<string>();
  const seen = new Map<string, string>();
  const remembered = work.remembered.filter((one) => one.source === source);
  const rememberedAt = new Map<string, LoadedFile[]>();
  for (const one of remembered) rememberedAt.set(one.path, [...(rememberedAt.get(one.path) ?? []), one]);
  let unchanged = 0;
  const parquetColumns = (file: string) => warehouse.loading((session) => session.parquetColumns(file));
  const billSpecs = project.loadSpecs.filter(isBillSpec);
  const context = { source, specs, billSpecs, show, identify, workFolder: work.workFolder, parquetColumns };

  for (const file of found.value) {
    const identity = identify(file.path);
    // A location may lie in another one.
    if (source !== 'bill' && paths.has(identity)) continue;
    paths.add(identity);
    const known = rememberedAt.get(identity) ?? [];
    if (isUnchanged(file, known, specs)) {
      const ids = [...new Set(known.map(({ fileId }) => fileId))];
      if (ids.every((id) => isFirst(id, show(file.path))) || source !== 'bill') kept.push(...known);
      unchanged++;
      continue;
    }
    const plan = await planFile(file, context);
    diagnostics.push(...plan.diagnostics);
    let same = 0;
    for (const load of plan.loads) {
      const again = rememberedContent(load);
      if (again !== undefined) same++;
      const isNew = isFirst(load.load.fileId, load.shown);
      if (!isNew && source === 'bill') continue;
      if (again !== undefined) kept.push(again);
      else (isNew ? loads : copies).push(load);
    }
    if (same > 0 && same === plan.loads.length) unchanged++;
  }
  const bytes = found.value.reduce((sum, file) => sum + file.bytes, 0);
  return {
    loads,
    kept,
    copies,
    paths: [...paths],
    diagnostics,
    files: found.value.length,
    unchanged,
    bytes,
  };

  /** Whether this content comes for the first time. A bill that comes twice is refused; events are only read once. */
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
    const same = remembered.find(
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
      (same.path !== load.identity || same.member !== load.member);
    if (same === undefined || isNamedAnew) return undefined;
    const { bytes, modifiedAt } = load.found;
    return { ...same, path: load.identity, member: load.member, bytes, modifiedAt };
  }
}

/** A path from the first of the folders that it lies in, else absolute; with forward slashes. */
function pathFrom(folders: readonly string[], file: string): string {
  for (const folder of folders) {
    const relative = path.relative(folder, file);
    const isInside = relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
    if (isInside) return relative.replaceAll(path.sep, '/');
  }
  return file.replaceAll(path.sep, '/');
}
