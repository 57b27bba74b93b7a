import type { TextOutput } from '../base/effects.ts';
import { formatCost } from '../base/money.ts';
import { formatJson } from './format-json.ts';
import { findDifferences } from './format-proof.ts';
import type { RunSummary } from './run-summary.ts';

/** The summary as one line of JSON: costs are decimals as text and are called so, counts are numbers. */
export function formatSummaryJson(summary: RunSummary, output: Pick<TextOutput, 'isTerminal'>): string {
  const plain = toPlain({ ...summary, differences: findDifferences(summary) });
  return formatJson([{ kind: 'summary', ...plain }], output);
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
