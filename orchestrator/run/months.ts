import { type Checked, checked, type Diagnostic } from '../base/diagnostic.ts';
import { parseStatementMonth, type StatementMonth } from '../base/names.ts';
import { rawRelation } from '../load/raw-table.ts';
import type { Project } from '../project/project.ts';
import type { Relation, Warehouse } from '../warehouses/warehouse.ts';
import { findRelation } from './published-relation.ts';

/** The months of all bills that are loaded, in order. */
export async function readLoadedMonths(
  project: Project,
  warehouse: Warehouse,
  relations: readonly Relation[],
): Promise<StatementMonth[]> {
  const months = new Set<StatementMonth>();
  for (const spec of project.loadSpecs) {
    const place = rawRelation(spec);
    if (spec.form.kind !== 'bill' || findRelation(relations, place) === undefined) continue;
    const table = warehouse.dialect.relation(place);
    const { rows } = await warehouse.query(`select distinct statement_month from ${table}`);
    for (const [text] of rows) {
      const month = parseStatementMonth(text ?? '');
      if (month !== undefined) months.add(month);
    }
  }
  return [...months].sort();
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
