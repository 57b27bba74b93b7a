import type { TextOutput } from '../../../orchestrator/base/effects.ts';
import { runCommandLine } from '../../../orchestrator/commands/command-line.ts';

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The command line in this process, in a folder, with nobody watching: what it wrote and how it ended. */
export async function apportion(folder: string, ...args: readonly string[]): Promise<Ended> {
  return apportionWith({}, folder, ...args);
}

/** The same, interrupted by a signal, or with variables in its environment. */
export async function apportionWith(
  given: { readonly interrupted?: AbortSignal; readonly environment?: Readonly<Record<string, string>> },
  folder: string,
  ...args: readonly string[]
): Promise<Ended> {
  const written = { out: '', err: '' };
  const output = (stream: 'out' | 'err'): TextOutput => ({
    write: (text) => {
      written[stream] += text;
    },
    isTerminal: false,
    columns: 80,
  });
  const effects = {
    now: () => new Date(),
    environment: given.environment ?? {},
    workingFolder: folder,
    out: output('out'),
    err: output('err'),
    post: () => Promise.reject(new Error('nobody is to be told')),
    interrupted: given.interrupted ?? new AbortController().signal,
  };
  const code = await runCommandLine(args, effects, { version: '0.0.0', nodeVersion: '20.0.0' });
  return { code, ...written };
}
