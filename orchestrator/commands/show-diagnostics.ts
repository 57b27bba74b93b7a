import { type Diagnostic, formatDiagnostics, sortDiagnostics } from '../base/diagnostic.ts';
import type { Effects } from '../base/effects.ts';
import { formatJson } from '../report/format-json.ts';
import { formatLogLine, logLineOf } from '../report/log-lines.ts';
import { visibleLines } from '../report/visible-text.ts';

/** What the command line says of how things are told; `runId` is of a run that has its name. */
export interface Telling {
  readonly json?: boolean;
  readonly log?: 'text' | 'json';
  readonly quiet?: boolean;
  readonly runId?: string;
}

/**
 * Shows what is wrong or odd: to people on standard error, there as lines of a log if it is one, to programs as one line of JSON. Nothing
 * if there is nothing.
 */
export function showDiagnostics(
  diagnostics: readonly Diagnostic[],
  effects: Effects,
  { json, log, quiet, runId }: Telling,
): void {
  if (diagnostics.length === 0) return;
  if (json) {
    effects.out.write(
      formatJson([{ kind: 'diagnostics', diagnostics: sortDiagnostics(diagnostics) }], effects.out),
    );
  }
  if (log === 'json') {
    const now = effects.now().getTime();
    for (const one of sortDiagnostics(diagnostics))
      effects.err.write(formatLogLine(logLineOf(one), now, runId, effects.err));
  }
  if (json || log === 'json') return;
  const shown = quiet ? diagnostics.filter(({ severity }) => severity === 'error') : diagnostics;
  if (shown.length > 0) effects.err.write(`${visibleLines(formatDiagnostics(shown))}\n\n`);
}
