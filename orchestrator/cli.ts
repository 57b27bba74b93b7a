import { fstatSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Effects, TextOutput } from './base/effects.ts';
import { runCommandLine } from './commands/command-line.ts';
import { tellLostOutput } from './commands/tell-lost-output.ts';
import { runSteps } from './run/run-options.ts';

/**
 * Everything that is the process: arguments, streams, signals, the exit code. Built as `dist/<stamp>/cli.cjs`, so the
 * project's own package.json is two folders up.
 */
const interruption = new AbortController();

/** What was asked for has been done, and what is left to do is to say so. */
let isSettled = false;

const out = outputTo(process.stdout, 1);

const effects: Effects = {
  now: () => new Date(),
  environment: process.env,
  workingFolder: process.cwd(),
  out,
  err: outputTo(process.stderr, 2),
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
  settle: () => {
    isSettled = true;
  },
  interrupted: interruption.signal,
};

/** One command, from the process's arguments to its exit code. */
export async function main(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt);
  // Of a terminal that is closed, the shell and the kernel both tell: the second time says nothing of anybody's patience.
  process.on('SIGHUP', () => isSettled || interruption.abort());
  const args = process.argv.slice(2);
  const machine = { version: readVersion(), nodeVersion: process.versions.node };
  process.exitCode = await runCommandLine(args, effects, machine);
  // A library's timer or pool must not keep a finished command from ending; what was written is flushed first.
  await flushed(process.stdout);
  const lost = out.lost();
  if (lost !== undefined) {
    tellLostOutput(args, lost, effects);
    // What a run did stands, and its own code says it.
    if (process.exitCode === 0 && !Object.hasOwn(runSteps, args[0] ?? '')) process.exitCode = 1;
  }
  await flushed(process.stderr);
  process.exit();
}

/** When all that was written has gone to the system, or was told to be lost: a stream tells that in a later turn. */
function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => setImmediate(resolve)));
}

/** The first time the run tidies up; the second time there is no patience left. */
function interrupt(): void {
  if (isSettled) return;
  if (interruption.signal.aborted) process.exit(130);
  interruption.abort();
}

/** Once a stream has failed nothing more is written to it, and the command goes on: a run is not for who watches it. */
function outputTo(stream: NodeJS.WriteStream, file: number): TextOutput & { lost(): Error | undefined } {
  let failure: NodeJS.ErrnoException | undefined;
  const fail = (error: NodeJS.ErrnoException): void => {
    failure ??= error;
  };
  stream.on('error', fail);
  const isFile = isRegular(file);
  return {
    write: (text) => {
      if (failure !== undefined) return;
      if (!isFile) stream.write(text);
      else writeWhole(file, text, fail);
    },
    // `apportion ls | head` closes the pipe: who reads has what they wanted.
    lost: () => (failure?.code === 'EPIPE' ? undefined : failure),
    isTerminal: stream.isTTY === true,
    get columns() {
      return stream.columns ?? 80;
    },
  };
}

/** Also what cannot be asked is none: on Windows, Node before 20.3 cannot look at a terminal or a pipe (libuv/libuv#3811). */
function isRegular(file: number): boolean {
  try {
    return fstatSync(file).isFile();
  } catch {
    return false;
  }
}

/** Node writes to a file once, and takes a part that still fitted on the disk for all. */
function writeWhole(file: number, text: string, onFailure: (error: NodeJS.ErrnoException) => void): void {
  const bytes = Buffer.from(text);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
  } catch (error) {
    onFailure(error as NodeJS.ErrnoException);
  }
}

function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return /"version": "([^"]+)"/.exec(text)?.[1] ?? '?';
}
