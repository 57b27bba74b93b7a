import type { Effects } from '../base/effects.ts';
import { formatCost } from '../base/money.ts';
import { findDifferences } from '../report/format-proof.ts';
import { formatSummary } from '../report/format-summary.ts';
import { readSummary } from '../report/read-summary.ts';
import { screenOf } from '../report/screen.ts';
import type { Warehouse } from '../warehouses/warehouse.ts';

/**
 * Shows the summary of a published run, or of the latest; false if there is none. For programs it is one line of JSON with
 * costs as exact decimals; quiet, it is only the line that says whether it adds up.
 */
export async function showSummary(
  warehouse: Warehouse,
  runId: string | undefined,
  options: { readonly json?: boolean; readonly quiet?: boolean },
  effects: Effects,
): Promise<boolean> {
  const summary = await readSummary(warehouse, runId);
  if (summary === undefined) return false;
  if (options.json) {
    const differences = findDifferences(summary);
    effects.out.write(`${JSON.stringify({ kind: 'summary', ...summary, differences }, exactly)}\n`);
    return true;
  }
  const lines = formatSummary(summary, screenOf(effects.out, effects.environment));
  const shown = options.quiet ? lines.slice(lines.lastIndexOf('') + 1) : lines;
  effects.out.write(`${shown.join('\n')}\n`);
  return true;
}

/** Costs are units in here and decimals out there; counts are plain numbers. */
function exactly(key: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  return key === 'lines' || key === 'occurrences' ? Number(value) : formatCost(value);
}
