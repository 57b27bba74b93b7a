import type { Diagnostic } from '../../base/diagnostic.ts';
import type { StatementMonth } from '../../base/names.ts';
import type { LoadSession } from '../../warehouses/file-load.ts';
import { periodFolderOf } from '../files/period-folder.ts';
import { type BillSpec, isBillSpec } from '../formats/recognize-format.ts';
import { billFile } from '../raw/bill-part.ts';
import type { LoadedFile } from '../raw/loaded-files.ts';
import { billRelation } from '../raw/raw-table.ts';
import { givenPath } from '../raw/remembered-after.ts';
import type { LoadsToWrite } from './write-batch.ts';

/** So many files of a month are named; the others are counted. */
const namedFiles = 3;

/**
 * A month is what the files of this load say it is, in whichever format: what earlier files said of it goes. A warning for each
 * month that lost lines of another file than those of this load: that may have been a part of it, not an older version.
 */
export async function replaceMonths(
  session: LoadSession,
  { project, given, remembered, outdated }: LoadsToWrite,
  files: readonly LoadedFile[],
  others: readonly LoadedFile[],
): Promise<Diagnostic[]> {
  const months = new Set(files.flatMap((file) => file.months));
  const ids = new Set(files.map(({ fileId }) => fileId));
  const periods = new Set([...given].map((path) => periodFolderOf(path)));
  const replaced = new Map<string, string[]>();
  const renewed = new Set(outdated.map(({ spec }) => spec));
  for (const spec of project.loadSpecs.filter(isBillSpec)) {
    // Of a table that was made anew nothing earlier is left to be counted.
    const earlier = renewed.has(spec)
      ? []
      : remembered.filter((file) => file.spec === spec.name && !ids.has(file.fileId) && !isSameReport(file));
    for (const [month, file, lines] of await countLines(session, spec, earlier, months)) {
      const shown = file.member === null ? file.path : `${file.path}/${file.member}`;
      const said = `${lines} ${lines === '1' ? 'line' : 'lines'} of "${shown}"`;
      replaced.set(month, [...(replaced.get(month) ?? []), said]);
    }
    const left = [...files, ...others].filter((file) => file.spec === spec.name && file.months.length > 0);
    await session.replaceBill(
      billRelation(spec),
      left.map((file) => billFile(file.fileId, spec, file.months)),
    );
  }
  return [...replaced].sort().map(([month, files]): Diagnostic => {
    const more = files.length > namedFiles ? ` and ${files.length - namedFiles} more files` : '';
    const message = `${month.slice(0, 7)}: ${files.slice(0, namedFiles).join(', ')}${more}, loaded before, gave way to the files of this load.`;
    const hint = 'If they are parts of one bill, give all of them together.';
    return { severity: 'warning', code: 'two-bills-of-a-month', message, hint };
  });

  /** Whether the file, or a newer version of its report, is among those of this load. */
  function isSameReport({ source, path }: LoadedFile): boolean {
    const key = givenPath(source, path);
    const period = periodFolderOf(key);
    return given.has(key) || (period !== undefined && periods.has(period));
  }
}

/** How many rows each of the files has for each of the months. */
async function countLines(
  session: LoadSession,
  spec: BillSpec,
  files: readonly LoadedFile[],
  months: ReadonlySet<StatementMonth>,
): Promise<readonly (readonly [month: string, file: LoadedFile, lines: string])[]> {
  const counts: (readonly [string, LoadedFile, string])[] = [];
  for (const file of files) {
    const gone = file.months.filter((month) => months.has(month));
    if (gone.length === 0) continue;
    const lines = session.billRows(billRelation(spec), [billFile(file.fileId, spec, gone)]);
    const { rows } = await session.query(
      `select statement_month, count(*) from ${lines} as lines group by statement_month order by statement_month`,
    );
    counts.push(...rows.map(([month, count]) => [month ?? '', file, count ?? '0'] as const));
  }
  return counts;
}
