/** A bucket, and a key in it or what keys begin with. */
export interface S3Location {
  readonly bucket: string;
  readonly key: string;
}

/** `s3://bucket/prefix` as bucket and key, which may be empty; undefined if it is no such location. */
export function parseS3Location(location: string): S3Location | undefined {
  const match = /^s3:\/\/([^/]+)(?:\/(.*))?$/is.exec(location);
  return match === null ? undefined : { bucket: match[1] ?? '', key: match[2] ?? '' };
}

/** `s3://bucket/key`, as people write it. */
export function formatS3Location({ bucket, key }: S3Location): string {
  return `s3://${bucket}/${key}`;
}
