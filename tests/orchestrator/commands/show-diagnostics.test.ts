import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../../orchestrator/base/diagnostic.ts';
import type { Effects, TextOutput } from '../../../orchestrator/base/effects.ts';
import { showDiagnostics } from '../../../orchestrator/commands/show-diagnostics.ts';

// U+009B begins an escape sequence where it is one character, as U+001B and `[` do.
const hostile: Diagnostic = {
  severity: 'error',
  code: 'file-not-found',
  message: '"\u009b2J" is not there.',
};

function shownOn(isTerminal: boolean, options: Parameters<typeof showDiagnostics>[2]): string {
  let shown = '';
  const output: TextOutput = {
    write: (text) => {
      shown += text;
    },
    isTerminal,
    columns: 80,
  };
  const effects: Effects = {
    now: () => new Date(0),
    environment: {},
    workingFolder: '/',
    out: output,
    err: output,
    post: async () => 200,
    interrupted: new AbortController().signal,
  };
  showDiagnostics([hostile], effects, options);
  return shown;
}

describe('showDiagnostics', () => {
  it.each([[{}], [{ json: true }], [{ log: 'json' as const }]])(
    'sends a terminal no control characters with %j',
    (options) => {
      expect(shownOn(true, options)).not.toContain('\u009b');
      expect(shownOn(true, options)).toContain('\\u009b2J');
    },
  );

  it('gives a file each character of a log', () => {
    expect(shownOn(false, { log: 'json' })).toContain('\u009b2J');
  });
});
