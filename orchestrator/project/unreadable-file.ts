import { type Dirent, lstatSync, readlinkSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import type { Diagnostic } from '../base/diagnostic.ts';
import { fileProblem } from '../base/file-problem.ts';

/** Why a file or folder of the project cannot be read, as the file system said it; every other error is a bug, and thrown. */
export function unreadableFile(error: unknown, root: string, file: string): Diagnostic {
  const problem = fileProblem(error, root);
  if (problem === undefined) throw error;
  const place = { file };
  const goal = goalOfLink(path.join(root, file));
  if (goal !== undefined && codeOf(error) === 'ENOENT') {
    const message = `"${file}" is a link to "${goal}", where nothing is.`;
    return { ...problem, message, place, hint: 'Put back what it leads to, or remove the link.' };
  }
  // What goes wrong once a file is open does not say which file it is.
  const message = problem.message.replace(/^A file/, () => `"${file}"`);
  return { ...problem, message, place, hint: 'A project is read whole: make it readable, or remove it.' };
}

/** Whether something has the name, be it a link that leads to nothing. */
export function isThere(root: string, file: string): boolean {
  try {
    return lstatSync(path.join(root, file), { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    // What may not be looked at may be there.
    return codeOf(error) !== 'ENOTDIR';
  }
}

/**
 * What stands in the place of a file and is none, after links were followed: to open a named pipe would wait for who writes to
 * it, and no signal would end that. What `entry` knows is not asked of the file system again; where nothing is, who opens it says so.
 */
export function noFile(root: string, file: string, entry?: Dirent): Diagnostic | undefined {
  const kind = entry === undefined || entry.isSymbolicLink() ? kindAt(path.join(root, file)) : entry;
  if (kind === undefined || kind.isFile()) return undefined;
  return {
    severity: 'error',
    code: 'unreadable-file',
    message: `"${file}" is expected to be a file, got ${wordOf(kind)}.`,
    place: { file },
    hint: 'Put a file there, or remove it.',
  };
}

/**
 * What a link that is named like a folder leads to, if the files in it would be missed: links are followed to files only, as one
 * to a folder may lead round in a circle or to a whole disk.
 */
export function unfollowed(root: string, file: string): Diagnostic | undefined {
  try {
    if (!statSync(path.join(root, file)).isDirectory()) return undefined;
  } catch (error) {
    return path.extname(file) === '' ? unreadableFile(error, root, file) : undefined;
  }
  return {
    severity: 'error',
    code: 'unreadable-file',
    message: `"${file}" is a link to a folder, and links are followed to files only.`,
    place: { file },
    hint: 'Put the folder itself there, or a link to each of its files.',
  };
}

function kindAt(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch {
    return undefined;
  }
}

function wordOf(kind: Dirent | Stats): string {
  if (kind.isDirectory()) return 'a folder';
  if (kind.isFIFO()) return 'a named pipe';
  return kind.isSocket() ? 'a socket' : 'a device';
}

function goalOfLink(file: string): string | undefined {
  try {
    return readlinkSync(file);
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
