import type { Diagnostic } from '../../base/diagnostic.ts';
import type { LoadedFile } from '../../load/raw/loaded-files.ts';
import { monthsOf } from '../months.ts';
import type { PublishedMonth } from './published-months.ts';

/** A warning for each month that readers see although none of the loaded bills is for it any more: no run builds it again. */
export function warnOfMonthsWithoutBill(
  published: readonly PublishedMonth[],
  files: readonly LoadedFile[],
): Diagnostic[] {
  const loaded = new Set(monthsOf(files));
  return published
    .filter(({ month }) => !loaded.has(month))
    .map(({ month, runId }) => ({
      severity: 'warning',
      code: 'month-without-bill',
      message: `No bill of ${month.slice(0, 7)} is loaded any more; readers still see the month as run ${runId} published it.`,
      hint: 'Give its bill again. If there is none, as where a file came under the name of a wrong month, only "apportion clean --all" takes the month away, with all history.',
    }));
}
