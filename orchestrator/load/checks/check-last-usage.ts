import type { Diagnostic } from '../../base/diagnostic.ts';
import type { StatementMonth } from '../../base/names.ts';
import type { Project } from '../../project/project.ts';
import type { Dialect } from '../../warehouses/dialect.ts';
import type { Warehouse } from '../../warehouses/warehouse.ts';
import { type BillSpec, isBillSpec } from '../formats/recognize-format.ts';
import type { LoadedFile } from '../raw/loaded-files.ts';
import { rawRelation } from '../raw/raw-table.ts';
import { monthAt } from './month-at.ts';

const hourMilliseconds = 3_600_000;

/**
 * A warning if the bill of the current month goes on being written but no usage is added to it: its last line that has ended lies
 * back too long. Only while the month goes on: a month that is over has an end of its own, and older bills are being filled in.
 *
 * Asked of the raw tables after the load, and not remembered: also a bill that is unchanged grows old, and so does a copy of an old
 * one that has a new time. Without a bill of the current month nothing is asked.
 */
export async function checkLastUsage(
  warehouse: Warehouse,
  { alarms, loadSpecs }: Project,
  files: readonly LoadedFile[],
  now: Date,
): Promise<Diagnostic[]> {
  const month = monthAt(now);
  const bills = files.filter(({ source, months }) => source === 'bill' && months.includes(month));
  const specs = loadSpecs.filter(isBillSpec).filter(({ name }) => bills.some(({ spec }) => spec === name));
  let last: number | undefined;
  for (const spec of specs.filter(hasUsageEnd)) {
    const { rows } = await warehouse.query(lastUsageSql(warehouse.dialect, spec, month, now));
    const text = rows[0]?.[0];
    if (text !== null && text !== undefined) last = Math.max(last ?? 0, Date.parse(`${text}Z`));
  }
  if (last === undefined) return [];
  const hours = Math.floor((now.getTime() - last) / hourMilliseconds);
  if (hours <= alarms.usageHours) return [];
  const shown = month.slice(0, 7);
  const at = new Date(last).toISOString().slice(0, 16).replace('T', ' ');
  return [
    {
      severity: 'warning',
      code: 'late-usage',
      message: `The last usage in the bill of ${shown} ended at ${at} UTC, ${hours} hours ago; ${alarms.usageHours} are expected at most.`,
      place: { file: bills[0]?.path ?? '' },
      hint: 'AWS bills usage within a day: look whether the newest version of the bill comes here. `alarms` in project.yml says how long is too long.',
    },
  ];
}

function hasUsageEnd({ form }: BillSpec): boolean {
  return form.columns.some(({ name, type }) => name === 'usage_end_at' && type === 'timestamp');
}

/** Charges for a whole month end in the future, and corrections of another month ended before this one: they say nothing. */
function lastUsageSql(dialect: Dialect, spec: BillSpec, month: StatementMonth, now: Date): string {
  const { cast } = dialect.helpers;
  const moment = now.toISOString().slice(0, 19).replace('T', ' ');
  const literal = (text: string): string => cast('timestamp', dialect.literal(text));
  const conditions = [
    `statement_month = ${cast('date', dialect.literal(month))}`,
    `usage_end_at > ${literal(`${month} 00:00:00`)}`,
    `usage_end_at <= ${literal(moment)}`,
  ];
  return `select max(usage_end_at) from ${dialect.relation(rawRelation(spec))} where ${conditions.join(' and ')}`;
}
