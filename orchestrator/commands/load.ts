import type { Command, RunOptions } from './command.ts';
import { runCommand } from './run-command.ts';

/** Bill and event files into the raw tables; nothing that readers see changes. */
export const load: Command<RunOptions> = (options, effects) => runCommand('load', options, effects);
