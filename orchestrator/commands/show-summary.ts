import type { Effects } from '../base/effects.ts';
import { formatSummary } from '../report/format-summary.ts';
import { formatSummaryJson } from '../report/format-summary-json.ts';
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
    effects.out.write(formatSummaryJson(summary, effects.out));
    return true;
  }
  const lines = formatSummary(summary, screenOf(effects.out, effects.environment));
  const shown = options.quiet ? lines.slice(lines.lastIndexOf('') + 1) : lines;
  effects.out.write(`${shown.join('\n')}\n`);
  return true;
}
