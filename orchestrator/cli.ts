import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Effects, TextOutput } from './base/effects.ts';
import { runCommandLine } from './commands/command-line.ts';

/**
 * Everything that is the process: arguments, streams, signals, the exit code. Built as `dist/<stamp>/cli.cjs`, so the
 * project's own package.json is two folders up.
 */
const interruption = new AbortController();

const effects: Effects = {
  now: () => new Date(),
  environment: process.env,
  workingFolder: process.cwd(),
  out: outputTo(process.stdout),
  err: outputTo(process.stderr),
  post: async (address, json) => {
    const headers = { 'content-type': 'application/json' };
    const signal = AbortSignal.timeout(10_000);
    // Not after a redirection: what is told is for that address.
    const answer = await fetch(address, { method: 'POST', body: json, headers, signal, redirect: 'error' });
    return answer.status;
  },
  engine: {
    // The folder's name is a digest of all that the build was made of.
    build: `${path.basename(path.dirname(fileURLToPath(import.meta.url)))} node ${process.versions.node}`,
    templateWorker: new URL('template-worker.cjs', import.meta.url),
  },
  interrupted: interruption.signal,
};

/** One command, from the process's arguments to its exit code. */
export async function main(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt);
  process.exitCode = await runCommandLine(process.argv.slice(2), effects, {
    version: readVersion(),
    nodeVersion: process.versions.node,
  });
  // A library's timer or pool must not keep a finished command from ending; what was written is flushed first.
  process.stdout.write('', () => process.stderr.write('', () => process.exit()));
}

/** The first time the run tidies up; the second time there is no patience left. */
function interrupt(): void {
  if (interruption.signal.aborted) process.exit(130);
  interruption.abort();
}

function outputTo(stream: NodeJS.WriteStream): TextOutput {
  // `apportion ls | head` closes the pipe: that is an end, not an error.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
  return {
    write: (text) => {
      stream.write(text);
    },
    isTerminal: stream.isTTY === true,
    get columns() {
      return stream.columns ?? 80;
    },
  };
}

function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return /"version": "([^"]+)"/.exec(text)?.[1] ?? '?';
}
