import { readFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * The commit that is checked out in the repository around a folder, null if there is none. Git's files are read, because
 * git itself may not be installed where a scheduled run lives.
 */
export async function readGitCommit(folder: string): Promise<string | null> {
  const git = await findGitFolder(folder);
  if (git === undefined) return null;
  const head = await readText(path.join(git, 'HEAD'));
  const ref = head === undefined ? undefined : /^ref: (.+)$/.exec(head)?.[1];
  if (ref === undefined) return isCommit(head) ? head : null;
  // The branches of a linked worktree are in the repository that it belongs to.
  const common = await readText(path.join(git, 'commondir'));
  const home = common === undefined ? git : path.resolve(git, common);
  const loose = (await readText(path.join(git, ref))) ?? (await readText(path.join(home, ref)));
  if (isCommit(loose)) return loose;
  const packed = (await readText(path.join(home, 'packed-refs'))) ?? '';
  const line = packed.split('\n').find((entry) => entry.trimEnd().endsWith(` ${ref}`));
  const commit = line?.split(' ')[0];
  return isCommit(commit) ? commit : null;
}

async function findGitFolder(folder: string): Promise<string | undefined> {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const git = path.join(at, '.git');
    if ((await readText(path.join(git, 'HEAD'))) !== undefined) return git;
    const linked = /^gitdir: (.+)$/.exec((await readText(git)) ?? '')?.[1];
    if (linked !== undefined) return path.resolve(at, linked);
    if (path.dirname(at) === at) return undefined;
  }
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch {
    return undefined;
  }
}

function isCommit(text: string | undefined): text is string {
  return text !== undefined && /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(text);
}
