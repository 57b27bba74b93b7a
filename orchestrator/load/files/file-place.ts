import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { type FolderFiles, filesInFolder } from './files-in-folder.ts';
import { type FoundFile, foundFile } from './found-file.ts';
import { globBase, matchGlob } from './match-glob.ts';
import { isPeriodFolder } from './period-folder.ts';

/** What lies at a path: one file; what is in a folder; something else. */
export type Lying =
  | { readonly kind: 'file'; readonly file: FoundFile }
  | ({ readonly kind: 'folder' } & FolderFiles)
  | { readonly kind: 'other' };

/** Where the files of a source lie: in the folders of this machine, or in S3. Paths are absolute, or `s3://bucket/key`. */
export interface FilePlace {
  /** The path that a location means. */
  resolve(location: string): string;
  /** Undefined if nothing lies there. */
  look(at: string): Promise<Lying | undefined>;
  /** The files that a location matches which is a glob; no folder that it starts from is a part of that. */
  match(location: string): Promise<readonly FoundFile[]>;
  /**
   * The file that a manifest names by a key of its own bucket, as if it had been named itself: the longest end of the key's path that is there
   * beside the manifest or under a folder above it. A bare file name counts beside the manifest only: elsewhere it could be another
   * period's. `known`: the files that are known to be there, by their paths.
   */
  fileOfManifest(
    manifest: string,
    key: string,
    known: ReadonlyMap<string, FoundFile>,
  ): Promise<FoundFile | undefined>;
}

/** The folders of this machine. `base` is where relative locations start from. */
export function localPlace(base: string): FilePlace {
  return {
    resolve: (location) => path.resolve(base, location),
    async look(at) {
      const stats = statSync(at, { throwIfNoEntry: false });
      if (stats === undefined) return undefined;
      if (stats.isFile()) return { kind: 'file', file: foundFile(at, true) };
      return stats.isDirectory() ? { kind: 'folder', ...(await filesInFolder(at)) } : { kind: 'other' };
    },
    async match(location) {
      const folder = path.resolve(base, globBase(location.replaceAll(path.sep, '/')));
      if (!existsSync(folder)) return [];
      const below = (file: string): string => path.relative(folder, file).replaceAll(path.sep, '/');
      const glob = below(path.resolve(base, location));
      const { files } = await filesInFolder(folder);
      return files.filter((file) => matchGlob(glob, below(file.path)));
    },
    async fileOfManifest(manifest, key) {
      const candidates = endsOfKey(key, manifest, path.dirname, path.join);
      const file = candidates.find((candidate) => existsSync(candidate));
      return file === undefined ? undefined : foundFile(file, true);
    },
  };
}

/** The paths at which a manifest's key may be found, the likeliest first. */
export function endsOfKey(
  key: string,
  manifest: string,
  parent: (of: string) => string,
  join: (folder: string, ...parts: readonly string[]) => string,
): string[] {
  const parts = key
    .replace(/^s3:\/\/[^/]+\//, '')
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..');
  const candidates: string[] = [];
  let folder = parent(manifest);
  for (let up = 0; up < 8; up++) {
    const last = parts.length - (up === 0 ? 1 : 2);
    for (let first = 0; first <= Math.min(last, belowPeriod(parts, folder)); first++)
      candidates.push(join(folder, ...parts.slice(first)));
    if (parent(folder) === folder) break;
    folder = parent(folder);
  }
  return candidates;
}

/**
 * Where a key goes on below its own folder of a billing period: what is missing there is missing, and a file of the same name beside the manifest
 * is another version.
 */
function belowPeriod(parts: readonly string[], folder: string): number {
  const name = path.basename(folder);
  const period = isPeriodFolder(name) ? parts.slice(0, -1).lastIndexOf(name) : -1;
  return period < 0 ? parts.length : period + 1;
}
