import type { Diagnostic } from '../../base/diagnostic.ts';
import type { LoadSession } from '../../warehouses/file-load.ts';
import { type BillPart, billFile } from '../raw/bill-part.ts';
import { billRelation } from '../raw/raw-table.ts';

/** A format without a currency is AWS's oldest, which was in dollars only. */
const otherwise = 'USD';

/** An error for each month whose lines are in two currencies, or in one and in none; a warning if months differ from the first. */
export async function checkCurrencies(
  session: LoadSession,
  parts: readonly BillPart[],
): Promise<Diagnostic[]> {
  const currencies = new Map<string, Set<string>>();
  const add = (month: string, names: readonly string[]): void => {
    currencies.set(month, new Set([...(currencies.get(month) ?? []), ...names]));
  };
  for (const spec of new Set(parts.map((part) => part.spec))) {
    const ofSpec = parts.filter((part) => part.spec === spec);
    if (!spec.form.columns.some(({ name }) => name === 'currency')) {
      for (const month of ofSpec.flatMap(({ months }) => months)) add(month, [otherwise]);
      continue;
    }
    const files = ofSpec.map(({ fileId, months }) => billFile(fileId, spec, months));
    const { rows } = await session.query(
      `select distinct statement_month, coalesce(currency, '') from ${session.billRows(billRelation(spec), files)} as lines`,
    );
    for (const [month, currency] of rows) add(month ?? '', [currency ?? '']);
  }
  const months = [...currencies].sort(([a], [b]) => a.localeCompare(b));
  const mixed = months.filter(([, names]) => names.size > 1);
  return mixed.length > 0
    ? mixed.map(([month, names]) => mixedMonth(month, [...names], parts))
    : differing(months.map(([month, [name = '']]) => ({ month: month.slice(0, 7), name })));
}

function mixedMonth(month: string, names: readonly string[], parts: readonly BillPart[]): Diagnostic {
  const filled = names.filter((name) => name !== '').sort();
  const listed = [...filled.map((name) => `"${name}"`), ...(filled.length < names.length ? ['none'] : [])];
  const files = parts
    .filter((part) => part.months.some((one) => one === month))
    .map(({ shown }) => `"${shown}"`);
  const all = `${listed.slice(0, -1).join(', ')} and ${listed.at(-1) ?? ''}`;
  return {
    severity: 'error',
    code: 'mixed-currencies',
    message: `The bill of ${month.slice(0, 7)} mixes currencies: ${all} in ${files.join(', ')}.`,
    hint: 'Amounts of two currencies cannot be added; give a bill for each of them.',
  };
}

function differing(months: readonly { readonly month: string; readonly name: string }[]): Diagnostic[] {
  const [first] = months;
  const quoted = (name: string): string => (name === '' ? 'no currency' : `"${name}"`);
  const others = new Set(months.map(({ name }) => name));
  if (first !== undefined) others.delete(first.name);
  return [...others].map((other): Diagnostic => {
    const ofOther = months.filter(({ name }) => name === other).map(({ month }) => month);
    const are = ofOther.length === 1 ? 'The bill of' : 'The bills of';
    const message = `${are} ${ofOther.join(', ')} ${ofOther.length === 1 ? 'is' : 'are'} in ${quoted(other)}, and that of ${first?.month} is in ${quoted(first?.name ?? '')}.`;
    return {
      severity: 'warning',
      code: 'mixed-currencies',
      message,
      hint: 'Amounts of two currencies cannot be added; build these months apart.',
    };
  });
}
