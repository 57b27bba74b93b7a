import { formatCost } from '../base/money.ts';
import { findDifferences } from './format-proof.ts';
import type { RunSummary } from './run-summary.ts';

/** The summary as one line of JSON: costs are decimals as text and are called so, counts are numbers. */
export function formatSummaryJson(summary: RunSummary): string {
  return `${JSON.stringify({ kind: 'summary', ...toPlain({ ...summary, differences: findDifferences(summary) }) })}\n`;
}

const costNames: Readonly<Record<string, string>> = {
  units: 'unblendedCost',
  restatedByUnits: 'restatedByCost',
  taggedUnits: 'taggedCost',
  difference: 'difference',
};

function toPlain(value: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([key, item]: [string, unknown]) => {
      if (typeof item === 'bigint')
        return key in costNames ? [costNames[key], formatCost(item)] : [key, Number(item)];
      return [key, Array.isArray(item) ? item.map(toPlain) : item];
    }),
  );
}
