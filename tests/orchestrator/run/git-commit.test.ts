import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readGitCommit } from '../../../orchestrator/run/git-commit.ts';

const commit = '0123456789abcdef0123456789abcdef01234567';
let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'apportion-git-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), `${text}\n`);
}

it('reads a branch, from a folder deep inside', async () => {
  write('.git/HEAD', 'ref: refs/heads/main');
  write('.git/refs/heads/main', commit);
  mkdirSync(path.join(root, 'a', 'b'), { recursive: true });
  expect(await readGitCommit(path.join(root, 'a', 'b'))).toBe(commit);
});

it('reads a packed branch, and a commit that is checked out without one', async () => {
  write('.git/HEAD', 'ref: refs/heads/main');
  write(
    '.git/packed-refs',
    `# pack-refs\n${'f'.repeat(40)} refs/heads/other-main\n${commit} refs/heads/main`,
  );
  expect(await readGitCommit(root)).toBe(commit);
  write('.git/HEAD', 'a'.repeat(40));
  expect(await readGitCommit(root)).toBe('a'.repeat(40));
});

it('reads a linked worktree', async () => {
  write('main/.git/HEAD', 'ref: refs/heads/main');
  write('main/.git/refs/heads/side', commit);
  write('main/.git/worktrees/side/HEAD', 'ref: refs/heads/side');
  write('main/.git/worktrees/side/commondir', '../..');
  write('side/.git', `gitdir: ${path.join(root, 'main/.git/worktrees/side')}`);
  expect(await readGitCommit(path.join(root, 'side'))).toBe(commit);
});

it('gives null where there is no commit', async () => {
  write('.git/HEAD', 'ref: refs/heads/main');
  expect(await readGitCommit(root)).toBeNull();
});
