import type { Diagnostic } from '../base/diagnostic.ts';
import type { StatementMonth } from '../base/names.ts';
import type { Project } from '../project/project.ts';
import type { LoadSession } from '../warehouses/file-load.ts';
import { batchesOf } from './batch-loads.ts';
import { type BillPart, checkMonths } from './check-months.ts';
import { LoadRefused } from './load-refused.ts';
import { forgetFiles, type LoadedFile, rememberFiles } from './loaded-files.ts';
import { rawRelation } from './raw-table.ts';
import { type BillSpec, isBillSpec } from './recognize-format.ts';
import { type LoadsToWrite, writeBatch } from './write-batch.ts';

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

  warnings.push(...withoutRows(loads, written));
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

/** A word about each file of which none of its source's specs could make anything. */
function withoutRows(loads: LoadsToWrite['loads'], written: readonly LoadedFile[]): Diagnostic[] {
  const used = new Set(written.filter(({ rows }) => rows > 0).map(({ fileId }) => fileId));
  const unused = new Map(
    loads.filter(({ load }) => !used.has(load.fileId)).map((planned) => [planned.shown, planned]),
  );
  return [...unused.values()].map(({ shown, source }): Diagnostic => {
    const titles = loads.filter((planned) => planned.shown === shown).map(({ spec }) => spec.title);
    const message = `"${shown}" holds nothing that the source "${source}" is read for: ${[...new Set(titles)].join(', ')}.`;
    return { severity: 'warning', code: 'unknown-format', message, place: { file: shown } };
  });
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
