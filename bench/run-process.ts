import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { repositoryRoot } from './repository-root.ts';

/** What a process took, from its start to its end. */
export interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Of those, what was its own code and not the system's. */
  readonly userSeconds: number;
  /** The most memory that it had at once (resident set). */
  readonly peakMebibytes: number;
  /** What it wrote to standard output, with the seconds from its start to the arrival of each line. */
  readonly lines: readonly { readonly at: number; readonly text: string }[];
}

export interface ProcessOptions {
  readonly script: string;
  readonly arguments: readonly string[];
  /** For what the process leaves to read. */
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly nodeOptions?: readonly string[];
}

/** Runs a script of Node in a process of its own. Rejects, with what it said, unless it ended with exit code 0. */
export async function runProcess(options: ProcessOptions): Promise<Measured> {
  const usageFile = path.join(options.folder, `usage-${process.pid}.json`);
  const preload = path.join(repositoryRoot, 'bench', 'report-usage.cjs');
  const begin = performance.now();
  const child = spawn(
    process.execPath,
    [...(options.nodeOptions ?? []), '--require', preload, options.script, ...options.arguments],
    {
      cwd: options.folder,
      env: { ...process.env, ...options.environment, BENCH_USAGE_FILE: usageFile },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const lines: { at: number; text: string }[] = [];
  let complaint = '';
  createInterface({ input: child.stdout }).on('line', (text) =>
    lines.push({ at: (performance.now() - begin) / 1000, text }),
  );
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-4000);
  });
  const [exitCode, seconds] = await new Promise<[number | null, number]>((resolve, reject) => {
    let endedAt = begin;
    child.on('error', reject);
    child.on('exit', () => {
      endedAt = performance.now();
    });
    child.on('close', (code) => resolve([code, (endedAt - begin) / 1000]));
  });
  if (exitCode !== 0) {
    const what = [path.basename(options.script), ...options.arguments].join(' ');
    throw new Error(`"${what}" ended with exit code ${exitCode}:\n${wrongLines(lines)}\n${complaint}`);
  }
  // Written by our own preloaded script, in this form.
  const usage = JSON.parse(await readFile(usageFile, 'utf8')) as Pick<
    Measured,
    'cpuSeconds' | 'userSeconds' | 'peakMebibytes'
  >;
  await rm(usageFile, { force: true });
  return { seconds, ...usage, lines };
}

/** What a run that writes its events as JSON says of what went wrong: it says nothing of it anywhere else. */
function wrongLines(lines: Measured['lines']): string {
  return lines
    .map(({ text }) => text)
    .filter(
      (text) =>
        /"kind":"(diagnostics|node-finished)"/.test(text) && !/"status":"(success|skipped)"/.test(text),
    )
    .map((text) => text.slice(0, 2000))
    .join('\n');
}

/** The quickest of several measurements, with the most memory that any of them took. */
export function bestMeasured(measured: readonly Measured[]): Measured {
  const [best] = [...measured].sort((left, right) => left.seconds - right.seconds);
  if (best === undefined) throw new Error('nothing was measured');
  return {
    ...best,
    userSeconds: Math.min(...measured.map(({ userSeconds }) => userSeconds)),
    peakMebibytes: Math.max(...measured.map(({ peakMebibytes }) => peakMebibytes)),
  };
}
