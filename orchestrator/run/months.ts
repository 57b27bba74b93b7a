import { type Checked, checked, type Diagnostic } from '../base/diagnostic.ts';
import type { StatementMonth } from '../base/names.ts';
import {
  filesOfProject,
  type LoadedFile,
  loadedFilesRelation,
  readLoadedFiles,
} from '../load/raw/loaded-files.ts';
import type { Project } from '../project/project.ts';
import type { Relation, Warehouse } from '../warehouses/warehouse.ts';
import { findRelation } from './published-relation.ts';

/** What is remembered of the files that are in the project's raw tables; nothing before the first load. */
export async function readFilesLoaded(
  project: Project,
  { dialect, query }: Warehouse,
  relations: readonly Relation[],
): Promise<readonly LoadedFile[]> {
  const table = findRelation(relations, loadedFilesRelation);
  if (table === undefined) return [];
  const files = await readLoadedFiles(
    dialect,
    (sql) => query(sql),
    table.columns.map(({ name }) => name),
  );
  return filesOfProject(files, project);
}

/** The months of all bills that are loaded, in order: loads remember them, so that no row has to be looked at. */
export function monthsOf(files: readonly LoadedFile[]): StatementMonth[] {
  return [...new Set(files.flatMap((file) => file.months))].sort();
}

/**
 * The months that a run builds: those that were found, or the ones of them that were asked for. Undefined where there is
 * no bill at all, and so nothing to choose from.
 */
export function chooseMonths(
  found: readonly StatementMonth[],
  asked: readonly StatementMonth[] | undefined,
): Checked<readonly StatementMonth[] | undefined> {
  if (asked === undefined || asked.length === 0) return checked(found.length === 0 ? undefined : found, []);
  const unknown = asked.filter((month) => !found.includes(month));
  const known = found.length === 0 ? 'no bill is loaded' : `the bills are for ${found.map(short).join(', ')}`;
  return checked(
    found.filter((month) => asked.includes(month)),
    unknown.map((month) => ({
      severity: 'error',
      code: 'no-such-month',
      message: `There is no bill for "${short(month)}"; ${known}.`,
      hint: 'Leave --month away to build all of them, or give the bill of that month with --source bill=….',
    })),
  );
}

/** Whether the project is about bills at all. */
export function hasBills(project: Project): boolean {
  return project.loadSpecs.some(({ form }) => form.kind === 'bill');
}

export const noBillLoaded: Diagnostic = {
  severity: 'error',
  code: 'no-bill',
  message: 'No bill is loaded, so there is nothing to build from.',
  hint: 'Run "apportion build --source bill=FILE", which loads it first.',
};

function short(month: StatementMonth): string {
  return month.slice(0, 7);
}
