/** What S3 says of one object. */
export interface StoredObject {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: number;
  /** Without its quotes. Another one means another content, or the same in other parts. */
  readonly etag: string;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
}

export interface UploadOptions {
  /** Called with how many more bytes have arrived. */
  readonly onBytes?: (bytes: number) => void;
  readonly signal?: AbortSignal;
}

export interface Uploaded {
  /** False if the same content was there already. */
  readonly sent: boolean;
  readonly bytes: number;
}

/** An open S3. Everything rejects with an `ObjectStoreError`, or with the error of the local file. */
export interface ObjectStore {
  /** All objects under a prefix, in the order of their keys, page by page. */
  list(bucket: string, prefix: string): AsyncIterable<StoredObject>;
  /** Undefined if there is none. */
  head(bucket: string, key: string): Promise<StoredObject | undefined>;
  /**
   * Downloads into a file; goes on after a broken transfer by ranges, always of the same version. Bounded memory. `onBytes` is called with
   * how many more bytes are there: fewer than none when a damaged transfer begins again. What failed leaves no file.
   */
  download(
    object: StoredObject,
    file: string,
    onBytes?: (bytes: number) => void,
    signal?: AbortSignal,
  ): Promise<void>;
  /**
   * Sends a local file, in parts when it is large (bounded memory, a checksum for each part). An object that is already there with the same
   * length and SHA-256 (kept as x-amz-meta-sha256) is not sent again. Takes the parts back when it gives up.
   */
  upload(file: string, bucket: string, key: string, options?: UploadOptions): Promise<Uploaded>;
  /** Writes a small text object. */
  write(bucket: string, key: string, text: string): Promise<void>;
  /** Removes objects; those that are not there are no error. */
  remove(bucket: string, keys: readonly string[]): Promise<void>;
  /** Ends what is still under way. */
  close(): void;
}
