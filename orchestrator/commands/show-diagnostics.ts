import { type Diagnostic, formatDiagnostics, sortDiagnostics } from '../base/diagnostic.ts';
import type { Effects } from '../base/effects.ts';
import { visibleLines } from '../report/visible-text.ts';

/** Shows what is wrong or odd: to people on standard error, to programs as one line of JSON. Nothing if there is nothing. */
export function showDiagnostics(
  diagnostics: readonly Diagnostic[],
  effects: Effects,
  options: { readonly json?: boolean; readonly quiet?: boolean },
): void {
  const shown = options.quiet ? diagnostics.filter(({ severity }) => severity === 'error') : diagnostics;
  if (shown.length === 0) return;
  if (options.json) {
    effects.out.write(`${JSON.stringify({ kind: 'diagnostics', diagnostics: sortDiagnostics(shown) })}\n`);
  } else {
    effects.err.write(`${visibleLines(formatDiagnostics(shown))}\n\n`);
  }
}
