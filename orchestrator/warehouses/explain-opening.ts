import { statSync } from 'node:fs';
import path from 'node:path';
import type { Diagnostic } from '../base/diagnostic.ts';
import { WarehouseBusyError } from './warehouse.ts';

/** Why a target's database file could not be opened, and what to do that does not cost its history. */
export function explainOpening(name: string, file: string, error: unknown): Diagnostic {
  if (error instanceof WarehouseBusyError) {
    const { pid, since, command } = error.holder;
    const who = pid === undefined ? 'another process' : `process ${pid}`;
    const what = command === undefined ? '' : ` ("${command}")`;
    const when = since === undefined ? '' : ` since ${since}`;
    return {
      severity: 'error',
      code: 'already-running',
      message: `Target "${name}" is in use by ${who}${what}${when}; one run at a time can have ${file} open.`,
      hint: 'Wait until it is done, or end it; nothing needs to be cleaned up afterwards.',
    };
  }
  // What follows the first paragraph is advice for those who write DuckDB's settings themselves.
  const [words = ''] = (error instanceof Error ? error.message : String(error))
    .replace(/^[\w ]+ Error: /, '')
    .split('\n\n');
  if (/ENOSPC|EDQUOT|no space left|quota exceeded/i.test(words))
    return {
      severity: 'error',
      code: 'disk-full',
      message: `No room is left on the disk of target "${name}", which cannot be opened: ${words}`,
      place: { file: file.replaceAll('\\', '/') },
      hint: 'Make room there and run it again; what readers see is as it was.',
    };
  return {
    severity: 'error',
    code: 'unreadable-file',
    message: `Target "${name}" cannot be opened: ${words}`,
    place: { file: file.replaceAll('\\', '/') },
    hint: hintOf(words, file),
  };
}

/** What is wrong with a target whose setting `memory` DuckDB would not read. Its value is not repeated: it may come from the environment. */
export function explainMemory(name: string): Diagnostic {
  return {
    severity: 'error',
    code: 'bad-target',
    message: `Target "${name}" is expected to have a number and a unit as its "memory", from 1MB up.`,
    place: { file: 'project.yml' },
    hint: 'Write 8GB, or 7.5GiB: KB, MB, GB or TB in thousands, KiB, MiB, GiB or TiB in 1,024s.',
  };
}

function hintOf(words: string, file: string): string {
  if (/not a valid DuckDB database/i.test(words))
    return 'If the file is not needed any more, remove it: the next build makes a new one.';
  if (/EACCES|EPERM|EROFS|permission denied|read-only|access is denied/i.test(words))
    return `The file and its folder ${path.dirname(file).replaceAll('\\', '/')} have to be writable for who runs this.`;
  if (/EISDIR|is a directory/i.test(words))
    return 'A folder has the name that the target of project.yml gives to its database: give it another.';
  if (/question mark/.test(words)) return 'Give that folder another name, or the target another "path".';
  if (/failed to allocate/i.test(words)) return 'Give it more with the target\'s setting "memory".';
  return isFile(file)
    ? 'Keep the file: it holds the history of what was published, which no build makes again.'
    : 'Give the target another "path" in project.yml.';
}

function isFile(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
