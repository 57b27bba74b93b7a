import { type Diagnostic, formatDiagnostics, sortDiagnostics } from '../base/diagnostic.ts';
import type { Effects } from '../base/effects.ts';
import { formatJson } from '../report/format-json.ts';
import { formatLogLine, logLineOf } from '../report/log-lines.ts';
import { visibleLines } from '../report/visible-text.ts';

/**
 * Shows what is wrong or odd: to people on standard error, there as lines of a log if it is one, to programs as one line of JSON. Nothing
 * if there is nothing.
 */
export function showDiagnostics(
  diagnostics: readonly Diagnostic[],
  effects: Effects,
  options: { readonly json?: boolean; readonly quiet?: boolean; readonly log?: 'text' | 'json' },
): void {
  const shown = options.quiet ? diagnostics.filter(({ severity }) => severity === 'error') : diagnostics;
  if (shown.length === 0) return;
  if (options.json) {
    effects.out.write(
      formatJson([{ kind: 'diagnostics', diagnostics: sortDiagnostics(shown) }], effects.out),
    );
  } else if (options.log === 'json') {
    const now = effects.now().getTime();
    for (const one of sortDiagnostics(shown))
      effects.err.write(formatLogLine(logLineOf(one), now, undefined, effects.err));
  } else {
    effects.err.write(`${visibleLines(formatDiagnostics(shown))}\n\n`);
  }
}
