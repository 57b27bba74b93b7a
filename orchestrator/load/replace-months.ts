import type { Diagnostic } from '../base/diagnostic.ts';
import type { LoadSession } from '../warehouses/file-load.ts';
import type { BillPart } from './bill-part.ts';
import type { LoadedFile } from './loaded-files.ts';
import { periodFolderOf } from './period-folder.ts';
import { rawRelation } from './raw-table.ts';
import { isBillSpec } from './recognize-format.ts';
import { givenPath } from './remembered-after.ts';
import type { LoadsToWrite } from './write-batch.ts';

/** So many files of a month are named; the others are counted. */
const namedFiles = 3;

/**
 * A month is what the files of this load say it is, in whichever format: what earlier files said of it goes. A warning for each
 * month that lost lines of another file than those of this load: that may have been a part of it, not an older version.
 */
export async function replaceMonths(
  session: LoadSession,
  { project, dialect, given, remembered }: LoadsToWrite,
  parts: readonly BillPart[],
): Promise<Diagnostic[]> {
  const months = [...new Set(parts.flatMap((part) => part.months))].map(
    (month) => `date ${dialect.literal(month)}`,
  );
  if (months.length === 0) return [];
  const ids = parts.map(({ fileId }) => dialect.literal(fileId));
  const isReplaced = `statement_month in (${months.join(', ')}) and file_id not in (${ids.join(', ')})`;
  const periods = new Set([...given].map((path) => periodFolderOf(path)));
  const replaced = new Map<string, string[]>();
  for (const spec of project.loadSpecs.filter(isBillSpec)) {
    const table = dialect.relation(rawRelation(spec));
    const { rows } = await session.query(
      `select statement_month, file_id, count(*) from ${table} where ${isReplaced} group by statement_month, file_id order by statement_month, file_id`,
    );
    for (const [month, fileId, lines] of rows) {
      const file = remembered.find((one) => one.fileId === fileId && one.spec === spec.name);
      if (file === undefined || isSameReport(file)) continue;
      const shown = file.member === null ? file.path : `${file.path}/${file.member}`;
      const said = `${lines} ${lines === '1' ? 'line' : 'lines'} of "${shown}"`;
      replaced.set(month ?? '', [...(replaced.get(month ?? '') ?? []), said]);
    }
    await session.execute(`delete from ${table} where ${isReplaced}`);
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
