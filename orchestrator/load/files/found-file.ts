import { statSync } from 'node:fs';

/** A file that a source's locations lead to. */
export interface FoundFile {
  /** Absolute, or `s3://bucket/key`. */
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
  /** Of a file in S3, and only of one: what S3 calls this version of it. */
  readonly etag?: string;
  /** Whether it was named itself. One that merely lies in a folder is passed over if it is of another source. */
  readonly isNamed: boolean;
  /** The path of the manifest that names it: what one manifest names is one version of a bill. */
  readonly manifest?: string;
}

/** What lies at a path of this machine. */
export function foundFile(file: string, isNamed: boolean): FoundFile {
  const { size, mtimeMs } = statSync(file);
  return { path: file, bytes: size, modifiedAt: Math.floor(mtimeMs), isNamed };
}
