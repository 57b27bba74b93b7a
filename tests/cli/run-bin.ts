import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

const bin = path.join(import.meta.dirname, '../../bin/apportion.cjs');

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Starts the command line as people do, in a process of its own; `during` may watch or disturb it. The environment is ours and what is given. */
export function runBin(
  folder: string,
  args: readonly string[],
  during: (child: ChildProcess) => void = () => {},
  script = bin,
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: folder,
      env: { ...process.env, ...environment },
    });
    const written = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      written.out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      written.err += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...written }));
    during(child);
  });
}
