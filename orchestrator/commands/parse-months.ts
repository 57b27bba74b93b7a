import { type Checked, checked, type Diagnostic } from '../base/diagnostic.ts';
import { parseStatementMonth, type StatementMonth } from '../base/names.ts';

/** The months of `--month`, in order and each once; undefined if the option was not given: then it is every month. */
export function parseMonths(
  given: readonly string[] | undefined,
): Checked<readonly StatementMonth[] | undefined> {
  if (given === undefined) return { ok: true, value: undefined, diagnostics: [] };
  const diagnostics: Diagnostic[] = [];
  const months = new Set<StatementMonth>();
  for (const text of given.flatMap((value) => value.split(','))) {
    const month = parseStatementMonth(text);
    if (month === undefined) {
      const message = `--month "${text}" is not a month.`;
      diagnostics.push({ severity: 'error', code: 'bad-option', message, hint: 'As in: --month 2017-02' });
    } else months.add(month);
  }
  return checked([...months].sort(), diagnostics);
}
