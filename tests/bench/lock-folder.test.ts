import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFolder } from '../../bench/lock-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'apportion-bench-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('lockFolder', () => {
  it('lets one benchmark into a folder, and says which process has it until that gives it back', async () => {
    const inside = path.join(folder, 'not there yet');
    const first = await lockFolder(inside);
    expect(await lockFolder(inside)).toEqual({ isOurs: false, holder: process.pid });
    if (!first.isOurs) throw new Error('nobody else is there');
    await first.release();
    expect(await lockFolder(inside)).toMatchObject({ isOurs: true });
  });

  it.each([
    ['a process that died', String(spawnSync(process.execPath, ['-e', '']).pid)],
    ['nobody: it was killed while it wrote', ''],
  ])('takes over what is held by %s', async (_, holder) => {
    writeFileSync(path.join(folder, 'bench.lock'), holder);
    const lock = await lockFolder(folder);
    expect(lock).toMatchObject({ isOurs: true });
    if (lock.isOurs) await lock.release();
    expect(existsSync(path.join(folder, 'bench.lock'))).toBe(false);
  });
});
