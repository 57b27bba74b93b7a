import type { ObjectStore, StoredObject } from '../../s3/object-store.ts';
import { formatS3Location, parseS3Location, type S3Location } from '../../s3/parse-s3-location.ts';
import { endsOfKey, type FilePlace } from './file-place.ts';
import type { FoundFile } from './found-file.ts';
import { globPrefix, matchGlob } from './match-glob.ts';

/** The buckets of S3. Rejects with an `ObjectStoreError`. */
export function storedPlace(open: () => Promise<ObjectStore>): FilePlace {
  return {
    resolve: (location) => formatS3Location(locationOf(location)),
    async look(at) {
      const { bucket, key } = locationOf(at);
      const object = key === '' || key.endsWith('/') ? undefined : await (await open()).head(bucket, key);
      if (object !== undefined) return { kind: 'file', file: storedFile(object, true) };
      const folder = key === '' || key.endsWith('/') ? key : `${key}/`;
      const files = await filesUnder(open, { bucket, key: folder }, folder);
      return files.length === 0 ? undefined : { kind: 'folder', files, deadLinks: [] };
    },
    async match(glob) {
      const { bucket, key } = locationOf(glob);
      const prefix = globPrefix(key);
      const files = await filesUnder(open, { bucket, key: prefix }, prefix);
      return files.filter(({ path }) => matchGlob(key, locationOf(path).key));
    },
    async fileOfManifest(manifest, key, known) {
      const { bucket } = locationOf(manifest);
      const exact = parseS3Location(key) ?? { bucket, key };
      const file = known.get(formatS3Location(exact));
      if (file !== undefined) return { ...file, isNamed: true };
      const object = await (await open()).head(exact.bucket, exact.key);
      if (object !== undefined) return storedFile(object, true);
      // It was copied to another bucket, or under another prefix.
      const candidates = endsOfKey(key, manifest, parentOf, (folder, ...parts) =>
        [folder, ...parts].join('/'),
      );
      const copied = candidates.find((candidate) => known.has(candidate));
      const there = copied === undefined ? undefined : known.get(copied);
      return there === undefined ? undefined : { ...there, isNamed: true };
    },
  };
}

/** The folder in which an object lies; a bucket lies in itself. */
function parentOf(path: string): string {
  return path.replace(/(?<=[^/])\/[^/]+$/, '');
}

/** All objects under a prefix, but for those that are hidden below `folder`, and for what stands for a folder. */
async function filesUnder(
  open: () => Promise<ObjectStore>,
  { bucket, key }: S3Location,
  folder: string,
): Promise<FoundFile[]> {
  const files: FoundFile[] = [];
  const store = await open();
  for await (const object of store.list(bucket, key)) {
    const below = object.key.slice(folder.lastIndexOf('/') + 1);
    if (object.key.endsWith('/') || /(^|\/)([._]|__MACOSX\/)/.test(below)) continue;
    files.push(storedFile(object, false));
  }
  return files;
}

function storedFile(object: StoredObject, isNamed: boolean): FoundFile {
  const { bytes, etag, modifiedAt } = object;
  return { path: formatS3Location(object), bytes, etag, modifiedAt, isNamed };
}

function locationOf(location: string): S3Location {
  const parsed = parseS3Location(location);
  if (parsed === undefined) throw new Error(`internal error: "${location}" is not in S3`);
  return parsed;
}
