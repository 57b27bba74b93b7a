import type { Command, RunOptions } from './command.ts';
import { runCommand } from './run-command.ts';

/** The tests, on what is published. */
export const test: Command<RunOptions> = (options, effects) => runCommand('test', options, effects);
