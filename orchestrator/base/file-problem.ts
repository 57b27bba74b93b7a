import path from 'node:path';
import type { Diagnostic } from './diagnostic.ts';

const attempts: Readonly<Record<string, string>> = {
  open: 'opened',
  read: 'read',
  write: 'written',
  mkdir: 'made',
  scandir: 'listed',
  opendir: 'listed',
  rm: 'removed',
  rmdir: 'removed',
  unlink: 'removed',
  rename: 'renamed',
};

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'its file system is read-only',
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'no space is left on the disk',
  ENOENT: 'it does not exist',
  EEXIST: 'a file stands in its place',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EISDIR: 'it is a folder, not a file',
  ELOOP: 'its symbolic links lead in a circle',
  ENAMETOOLONG: 'its path is too long',
  EBUSY: 'another program is using it',
  EMFILE: 'too many files are open',
};

/** What the file system did not allow, as a diagnostic; undefined for every other error. Paths are shown from `root`. */
export function fileProblem(error: unknown, root: string): Diagnostic | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  const { code, syscall } = error;
  if (typeof code !== 'string' || typeof syscall !== 'string' || syscall.startsWith('spawn'))
    return undefined;
  const file = 'path' in error && typeof error.path === 'string' ? shown(error.path, root) : undefined;
  const isFull = code === 'ENOSPC' || code === 'EDQUOT';
  return {
    severity: 'error',
    code: isFull ? 'disk-full' : 'unreadable-file',
    message: `${file === undefined ? 'A file' : `"${file}"`} cannot be ${attempts[syscall] ?? 'used'}: ${reasons[code] ?? error.message} (${code}).`,
    ...(file === undefined ? {} : { place: { file } }),
    ...(isFull ? { hint: 'Make room on the disk of target/ and run it again.' } : {}),
  };
}

function shown(file: string, root: string): string {
  const relative = path.relative(root, file);
  const isInside = relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
  return (isInside ? relative : file).replaceAll('\\', '/');
}
