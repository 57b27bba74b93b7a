import { statSync } from 'node:fs';

/** A file that a source's locations lead to. */
export interface FoundFile {
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
  /** Whether it was named itself. One that merely lies in a folder is passed over if it is of another source. */
  readonly isNamed: boolean;
}

/** What lies at a path. */
export function foundFile(file: string, isNamed: boolean): FoundFile {
  const { size, mtimeMs } = statSync(file);
  return { path: file, bytes: size, modifiedAt: Math.floor(mtimeMs), isNamed };
}
