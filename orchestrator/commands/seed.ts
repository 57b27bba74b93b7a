import type { Command, RunOptions } from './command.ts';
import { runCommand } from './run-command.ts';

/** The CSV files of seeds/, audited and published. */
export const seed: Command<RunOptions> = (options, effects) => runCommand('seed', options, effects);
