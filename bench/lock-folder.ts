import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isGone } from '../orchestrator/base/machine.ts';

export type FolderLock =
  | { readonly isOurs: true; readonly release: () => Promise<void> }
  /** Another process, which still runs, measures there. */
  | { readonly isOurs: false; readonly holder: number };

/** Keeps other benchmarks out of a folder: each would take the project and the databases of the other away. A process that died holds nothing. */
export async function lockFolder(folder: string): Promise<FolderLock> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, 'bench.lock');
  for (;;) {
    try {
      await writeFile(file, String(process.pid), { flag: 'wx' });
      return { isOurs: true, release: () => rm(file, { force: true }) };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const holder = Number(await readFile(file, 'utf8').catch(() => ''));
    // Empty: its holder was killed before it had said its number.
    if (holder > 0 && !isGone(holder)) return { isOurs: false, holder };
    await rm(file, { force: true });
  }
}
