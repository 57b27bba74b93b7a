import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import { duckdbDialect } from './dialect.ts';

/**
 * The folder of the parquet files that bills were turned into: `<database>.landing`. Each belongs to one bill file, is written once
 * and never changed; views in the database name those that count, and any other is garbage.
 */
export interface LandingFolder {
  /** Absolute, with forward slashes. */
  readonly path: string;
}

/** The folder beside a database file. It is made when the first file lands in it. */
export function landingFolderOf(database: string): LandingFolder {
  return { path: `${database}.landing`.replaceAll('\\', '/') };
}

/** Where the next part of a bill file is to be written. The folder is there afterwards. */
export function newPart(folder: LandingFolder, fileId: string, part: number): string {
  mkdirSync(folder.path, { recursive: true });
  return `${folder.path}/${fileId}-${part}.parquet`;
}

/** Gives the parts of a bill file their final names, which say how many there are: one that is lost will be missed. The new paths. */
export function nameParts(parts: readonly string[]): readonly string[] {
  return parts.map((part, index) => {
    const named = part.replace(/-\d+\.parquet$/, `-${index + 1}of${parts.length}.parquet`);
    renameSync(part, named);
    return named;
  });
}

/** SQL of the id of the bill file that a part belongs to, from its path: worked out once for all rows of a part. */
export function fileIdSql(pathColumn: string): string {
  return `regexp_extract(${duckdbDialect.identifier(pathColumn)}, '([^/\\\\]+)-\\d+of\\d+\\.parquet$', 1)`;
}

/** The paths of the parts of each bill file all of whose parts are there and whole, by its id. */
export function listParts(folder: LandingFolder): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, { count: number; parts: string[] }>();
  for (const name of namesIn(folder)) {
    const [, fileId, count] = /^(.+)-\d+of(\d+)\.parquet$/.exec(name) ?? [];
    if (fileId === undefined || !isWhole(path.join(folder.path, name))) continue;
    const file = files.get(fileId) ?? { count: Number(count), parts: [] };
    files.set(fileId, file);
    file.parts.push(`${folder.path}/${name}`);
  }
  return new Map(
    [...files].flatMap(([fileId, { count, parts }]) => (parts.length === count ? [[fileId, parts]] : [])),
  );
}

/** Removes the files of which no text speaks: what a load that was killed or rolled back has left, and what was replaced. */
export function removeOrphans(folder: LandingFolder, texts: readonly string[]): void {
  const named = new Set(
    texts.flatMap((text) => [...text.matchAll(/([^/'\\]+\.parquet)'/g)].map(([, name]) => name)),
  );
  for (const name of namesIn(folder)) {
    if (!name.endsWith('.parquet') || named.has(name)) continue;
    try {
      rmSync(path.join(folder.path, name), { force: true });
    } catch {
      // Whoever reads it (on Windows) keeps it; it goes the next time.
    }
  }
}

/**
 * Whether a parquet file has its end: the length of what describes it and `PAR1`, as at its begin (Apache Parquet, "File Format"). DuckDB does not wait until what it
 * wrote is on the disk, so a power cut leaves files that are empty, cut off or end in zeros.
 */
function isWhole(file: string): boolean {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const { size } = fstatSync(descriptor);
      const end = Buffer.alloc(4);
      if (size >= 12) readSync(descriptor, end, 0, end.length, size - end.length);
      return end.toString('latin1') === 'PAR1';
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return false;
  }
}

function namesIn({ path: folder }: LandingFolder): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
