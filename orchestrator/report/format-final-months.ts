import { formatExactMoney, formatMoney } from './format-quantity.ts';
import type { FinalMonth, RunSummary } from './run-summary.ts';
import type { Screen } from './screen.ts';
import { visibleText } from './visible-text.ts';

/** A line for each month that became final, was restated, or has other numbers now than when it became final. */
export function formatFinalMonths({ finalMonths, months }: RunSummary, { paint }: Screen): string[] {
  return finalMonths.map((final) => {
    const { isFinal = false, currency = '' } = months.find(({ month }) => month === final.month) ?? {};
    const line = formatOne(final, isFinal, currency);
    return final.kind === 'finalized' ? line : paint.yellow(line);
  });
}

function formatOne(final: FinalMonth, isFinal: boolean, currency: string): string {
  const month = final.month.slice(0, 7);
  switch (final.kind) {
    case 'finalized':
      return `${month} is final from this run on`;
    case 'restated':
      return (
        `AWS restated ${month} since it became final: ${formatChange(final.restatedByUnits, currency)} in all; ` +
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
function formatChange(units: bigint, currency: string): string {
  const shown = formatMoney(units, currency);
  const isNothing = units !== 0n && shown === formatMoney(0n, currency);
  const text = isNothing ? formatExactMoney(units, currency) : shown;
  return units > 0n ? `+${text}` : text;
}
