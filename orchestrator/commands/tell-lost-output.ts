import type { Effects } from '../base/effects.ts';
import { showDiagnostics } from './show-diagnostics.ts';

/** Says that what goes to standard output did not get there: in the form of the log, if the command line asks for one. */
export function tellLostOutput(args: readonly string[], lost: Error, effects: Effects): void {
  const message = `What goes to standard output could not be written to its end: ${lost.message}.`;
  const isLog = args.some(
    (word, index) => word === '--log=json' || (word === 'json' && args[index - 1] === '--log'),
  );
  if (!isLog) effects.err.write(`${message}\n`);
  else showDiagnostics([{ severity: 'warning', code: 'unreadable-file', message }], effects, { log: 'json' });
}
