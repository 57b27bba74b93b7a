import type { Command, RunOptions } from './command.ts';
import { runCommand } from './run-command.ts';

/** A whole run: load, build, audit, publish. */
export const build: Command<RunOptions> = (options, effects) => runCommand('build', options, effects);
