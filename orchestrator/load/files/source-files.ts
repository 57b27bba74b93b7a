import type { ObjectStore } from '../../s3/object-store.ts';
import { openObjectStore } from '../../s3/open-object-store.ts';
import { parseS3Location } from '../../s3/parse-s3-location.ts';
import type { ObjectStoreSettings } from '../../s3/s3-access.ts';
import { FileCopies } from './file-copies.ts';
import { type FilePlace, localPlace } from './file-place.ts';
import { storedPlace } from './stored-place.ts';

/** The files that sources may have, wherever they lie. */
export interface SourceFiles {
  /** Where a location is. `base`: where relative ones start from. */
  placeOf(location: string, base: string): FilePlace;
  readonly copies: FileCopies;
  /** Ends what is under way. */
  close(): Promise<void>;
}

export interface SourceFilesOptions {
  /** Who reads from S3, if not who the environment says. */
  readonly store?: ObjectStoreSettings;
  /** An existing folder for copies. */
  readonly workFolder: string;
  readonly interrupted?: AbortSignal;
}

/** Nothing is opened before a location in S3 is asked for. */
export function openSourceFiles({
  store: settings = {},
  workFolder,
  interrupted,
}: SourceFilesOptions): SourceFiles {
  let opened: Promise<ObjectStore> | undefined;
  const close = async (): Promise<void> => {
    const store = await opened?.catch(() => undefined);
    store?.close();
  };
  const open = (): Promise<ObjectStore> => {
    opened ??= openObjectStore(settings);
    if (interrupted?.aborted === true) void close();
    return opened;
  };
  const end = (): void => void close();
  interrupted?.addEventListener('abort', end);
  const copies = new FileCopies(open, workFolder);
  const stored = storedPlace(open);
  return {
    placeOf: (location, base) => (parseS3Location(location) === undefined ? localPlace(base) : stored),
    copies,
    async close() {
      interrupted?.removeEventListener('abort', end);
      await copies.close();
      await close();
    },
  };
}
