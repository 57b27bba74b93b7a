import { formatCost } from '../base/money.ts';
import { formatMoney } from './format-quantity.ts';
import type { FinalMonth, RunSummary } from './run-summary.ts';
import type { Screen } from './screen.ts';
import { visibleText } from './visible-text.ts';

/** A line for each month that became final, was restated, or has other numbers now than when it became final. */
export function formatFinalMonths({ finalMonths, months }: RunSummary, { paint }: Screen): string[] {
  return finalMonths.map((final) => {
    const isFinal = months.some(({ month, isFinal }) => month === final.month && isFinal);
    return final.kind === 'finalized' ? formatOne(final, isFinal) : paint.yellow(formatOne(final, isFinal));
  });
}

function formatOne(final: FinalMonth, isFinal: boolean): string {
  const month = final.month.slice(0, 7);
  switch (final.kind) {
    case 'finalized':
      return `${month} is final from this run on`;
    case 'restated':
      return (
        `AWS restated ${month} since it became final: ${formatChange(final.restatedByUnits)} in all; ` +
        `version ${final.version} was added, version ${final.version - 1n} stays`
      );
    case 'differs': {
      const why = isFinal ? 'rules, events or tags changed' : 'its bill is estimated again';
      return (
        `${month} is final since run ${visibleText(final.finalizedBy)}; this run gives other numbers for it (${why}): ` +
        `the final tables keep version ${final.version}`
      );
    }
    default:
      return final satisfies never;
  }
}

/** In cents, but to the last digit where that would be nothing. */
function formatChange(units: bigint): string {
  const shown = formatMoney(units);
  const text = units !== 0n && shown === '$0.00' ? `$${formatCost(units)}`.replace('$-', '-$') : shown;
  return units > 0n ? `+${text}` : text;
}
