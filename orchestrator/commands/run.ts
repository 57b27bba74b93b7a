import type { Command, RunOptions } from './command.ts';
import { runCommand } from './run-command.ts';

/** Models from what was loaded before, audited and published. */
export const run: Command<RunOptions> = (options, effects) => runCommand('run', options, effects);
