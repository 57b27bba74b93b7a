import type { DiagnosticCode } from '../base/diagnostic-codes.ts';
import type { RunResult } from '../run/run-result.ts';
import type { ExitCode } from './command.ts';

/** What was asked for is not there: nothing was tried, so nothing failed. */
const cannotStart: ReadonlySet<DiagnosticCode> = new Set([
  'no-bill',
  'file-not-found',
  'no-such-month',
  'clock-behind',
]);

/** How a command ends whose run has ended. */
export function exitCodeOf({ outcome, diagnostics }: RunResult): ExitCode {
  if (outcome === 'interrupted') return 130;
  if (outcome === 'unknown') return 1;
  if (outcome !== 'failed') return 0;
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  return errors.length > 0 && errors.every(({ code }) => cannotStart.has(code)) ? 2 : 1;
}
