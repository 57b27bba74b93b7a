import type { Diagnostic } from '../../base/diagnostic.ts';
import type { Project } from '../../project/project.ts';
import type { LoadSession } from '../../warehouses/file-load.ts';
import { checkCurrencies } from '../checks/check-currencies.ts';
import { checkMonths } from '../checks/check-months.ts';
import { findTwoReports } from '../checks/find-two-reports.ts';
import { findTwoVersions } from '../checks/find-two-versions.ts';
import { type BillSpec, isBillSpec } from '../formats/recognize-format.ts';
import { batchesOf } from '../plan/batch-loads.ts';
import { sameFileTwice } from '../plan/same-file-twice.ts';
import type { BillPart } from '../raw/bill-part.ts';
import {
  deleteFiles,
  forgetFiles,
  type LoadedFile,
  loadedFilesColumns,
  loadedFilesRelation,
  loadedFilesRows,
} from '../raw/loaded-files.ts';
import { createRawTable, rawRelation } from '../raw/raw-table.ts';
import { rememberedAfter } from '../raw/remembered-after.ts';
import { LoadRefused } from '../refusals/load-refused.ts';
import { replaceMonths } from './replace-months.ts';
import { type LoadsToWrite, writeBatch } from './write-batch.ts';
import { writeBill } from './write-bill.ts';

/** So many files are named that a load would lose. */
const namedFiles = 3;

/**
 * Reads all planned loads and makes the raw tables what they should be: of each month that this load's bill files are for, only
 * their rows; of each event file, only what it holds now. Rejects with a {@link LoadRefused}.
 */
export async function writeLoads(
  session: LoadSession,
  work: LoadsToWrite,
): Promise<{ files: readonly LoadedFile[]; warnings: readonly Diagnostic[] }> {
  const { project, dialect, kept, loads, fileCopies, outdated } = work;
  const warnings: Diagnostic[] = [];
  const written: LoadedFile[] = [];
  const batches = batchesOf(loads, session.partBytes);
  const uses = countUses(loads);
  for (const { spec, relation } of outdated)
    await session.renew(relation, (place) => createRawTable(dialect, spec, place));
  for (const [index, batch] of batches.entries()) {
    const [first] = batch;
    // The next one is downloaded while this one is read. What is wrong with that is heard when its turn comes.
    void fileCopies
      .bringAll(batch)
      .then(() => fileCopies.bringAll(batches[index + 1] ?? []))
      .catch(() => undefined);
    if (first !== undefined && isBillSpec(first.spec))
      written.push(await writeBill(session, work, first, first.spec, warnings));
    else written.push(...(await writeBatch(session, work, batch)));
    for (const planned of batch) {
      const left = (uses.get(planned.load.path) ?? 1) - 1;
      uses.set(planned.load.path, left);
      if (left === 0) await fileCopies.drop(planned);
    }
  }
  refuseCopies([...kept, ...written]);

  warnings.push(...withoutRows(loads, written));
  // Documents were read first; bills are told first.
  const bills = written.filter(({ source }) => source === 'bill');
  const documents = written.filter(({ source }) => source !== 'bill');
  const files = [...kept, ...bills, ...documents, ...copiesOf(work, written)];
  const parts = billParts(project, files, work);
  const specs = new Set(project.loadSpecs.map(({ name }) => name));
  const { others, gone, abandoned } = rememberedAfter(work.remembered, files, work.given, specs);
  for (const { kind, schema, name } of abandoned.flatMap((spec) => work.raw.get(spec) ?? []))
    for (const sql of dialect.drop(kind, [{ schema, name }])) await session.execute(sql);
  refuseToLose(outdated, files, others);
  if (parts.length > 0) warnings.push(...(await replaceMonths(session, work, files, others)));
  await deleteEvents(session, work, gone, [...files, ...others]);
  // Also where nothing is new: an older version of this program may have loaded both.
  const found = [
    ...(await checkCurrencies(session, parts)),
    ...(await findTwoVersions(session, parts)),
    ...(await findTwoReports(session, parts)),
  ];
  if (written.some(({ source }) => source === 'bill'))
    found.push(...(await checkMonths(session, dialect, parts)));
  const refusals = found.filter(({ severity }) => severity === 'error');
  if (refusals.length > 0) throw new LoadRefused(refusals);
  warnings.push(...found);

  const before = new Set(work.remembered);
  const rest = [...files, ...others].filter((file) => !before.has(file)).concat(gone);
  for (const source of new Set(rest.map((file) => file.source))) {
    const ids = new Set(rest.filter((file) => file.source === source).map(({ fileId }) => fileId));
    // Entries of one content, of several raw tables and paths, share its id: all of them are written anew.
    const all = [...files, ...others].filter((file) => file.source === source && ids.has(file.fileId));
    for (const sql of forgetFiles(dialect, source, [...ids])) await session.execute(sql);
    await session.addRows(loadedFilesRelation, loadedFilesColumns, loadedFilesRows(dialect, all, work.now));
  }
  const contents = new Map(files.map((file) => [`${file.source} ${file.spec} ${file.fileId}`, file]));
  return { files: [...contents.values()], warnings };
}

/** A bill's content is known at last once it was read: it may be that of another file of this load under another form. */
function refuseCopies(files: readonly LoadedFile[]): void {
  const seen = new Map<string, string>();
  const refusals = files.flatMap(({ source, sha256, path, member }): Diagnostic[] => {
    if (source !== 'bill') return [];
    const shown = member === null ? path : `${path}/${member}`;
    const other = seen.get(sha256);
    seen.set(sha256, other ?? shown);
    return other === undefined ? [] : [sameFileTwice(shown, other)];
  });
  if (refusals.length > 0) throw new LoadRefused(refusals);
}

/** What is in a raw table that is made anew has to be read again: nobody else may have it any more. */
function refuseToLose(
  outdated: LoadsToWrite['outdated'],
  files: readonly LoadedFile[],
  others: readonly LoadedFile[],
): void {
  const contents = new Set(files.map(({ spec, sha256 }) => `${spec} ${sha256}`));
  const missed = others.filter(({ spec, sha256, rows }) => rows > 0 && !contents.has(`${spec} ${sha256}`));
  const refusals = outdated.flatMap(({ spec, relation }): Diagnostic[] => {
    const paths = [...new Set(missed.filter((file) => file.spec === spec.name).map(({ path }) => path))];
    if (paths.length === 0) return [];
    const named = paths.slice(0, namedFiles).map((path) => `"${path}"`);
    const more = paths.length > namedFiles ? [`${paths.length - namedFiles} more`] : [];
    const count = paths.length === 1 ? 'a file that it was' : `${paths.length} files that it was`;
    return [
      {
        severity: 'error',
        code: 'outdated-raw-table',
        message: `The raw table "${spec.name}" has other columns than its load spec, so it is to be read anew, and this load was not given ${count} filled from: ${[...named, ...more].join(', ')}.`,
        place: { file: spec.file },
        hint: `Give them, too, or put the columns back. To do without them, drop the ${relation.kind} raw.${spec.name} first: what was loaded into it is then gone.`,
      },
    ];
  });
  if (refusals.length > 0) throw new LoadRefused(refusals);
}

/** How many of the loads read each path: a file of documents goes into several raw tables. */
function countUses(loads: LoadsToWrite['loads']): Map<string, number> {
  const uses = new Map<string, number>();
  for (const { load } of loads) uses.set(load.path, (uses.get(load.path) ?? 0) + 1);
  return uses;
}

/** Other files with the content of one that was read: what is remembered of it, under their own paths. */
function copiesOf({ copies }: LoadsToWrite, written: readonly LoadedFile[]): LoadedFile[] {
  const ofContent = new Map(written.map((file) => [`${file.spec} ${file.fileId}`, file]));
  return copies.flatMap(({ spec, load, identity, member, found }): LoadedFile[] => {
    const same = ofContent.get(`${spec.name} ${load.fileId}`);
    const { bytes, modifiedAt, etag = null } = found;
    return same === undefined ? [] : [{ ...same, path: identity, member, bytes, modifiedAt, etag }];
  });
}

/** A word about each file of which none of its source's specs could make anything. */
function withoutRows(loads: LoadsToWrite['loads'], written: readonly LoadedFile[]): Diagnostic[] {
  const used = new Set(
    written.filter(({ rows }) => rows > 0).map(({ path, member }) => placeOf(path, member)),
  );
  const unused = new Map<string, { readonly source: string; readonly titles: Set<string> }>();
  for (const { identity, member, shown, source, spec } of loads) {
    if (used.has(placeOf(identity, member))) continue;
    const file = unused.get(shown) ?? { source, titles: new Set() };
    unused.set(shown, file);
    file.titles.add(spec.title);
  }
  return [...unused].map(([shown, { source, titles }]): Diagnostic => {
    const message = `"${shown}" holds nothing that the source "${source}" is read for: ${[...titles].join(', ')}.`;
    return { severity: 'warning', code: 'unknown-format', message, place: { file: shown } };
  });
}

function billParts(
  project: Project,
  files: readonly LoadedFile[],
  { loads, manifests }: LoadsToWrite,
): BillPart[] {
  const specs = new Map<string, BillSpec>(
    project.loadSpecs.filter(isBillSpec).map((spec) => [spec.name, spec]),
  );
  const shownAt = new Map(loads.map(({ identity, member, shown }) => [placeOf(identity, member), shown]));
  return files.flatMap(({ fileId, spec, path, member, months }): BillPart[] => {
    const billSpec = specs.get(spec);
    if (billSpec === undefined) return [];
    const shown = shownAt.get(placeOf(path, member)) ?? (member === null ? path : `${path}/${member}`);
    return [{ fileId, spec: billSpec, path, manifest: manifests.get(path), shown, months }];
  });
}

/** Where a content lies: an id it has only once it was read. */
function placeOf(path: string, member: string | null): string {
  return JSON.stringify([path, member]);
}

/** Deletes the events of files that are to be forgotten, unless another file has the same content. */
async function deleteEvents(
  session: LoadSession,
  { dialect, project }: LoadsToWrite,
  gone: readonly LoadedFile[],
  left: readonly LoadedFile[],
): Promise<void> {
  const stay = new Set(left.map(({ spec, fileId }) => `${spec} ${fileId}`));
  for (const spec of project.loadSpecs) {
    if (spec.form.kind !== 'documents') continue;
    const ids = gone
      .filter((file) => file.spec === spec.name && !stay.has(`${file.spec} ${file.fileId}`))
      .map(({ fileId }) => fileId);
    for (const sql of deleteFiles(dialect, rawRelation(spec), [...new Set(ids)])) await session.execute(sql);
  }
}
