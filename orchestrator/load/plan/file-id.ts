import { createHash, randomUUID } from 'node:crypto';
import type { BillSpec } from '../formats/recognize-format.ts';
import { specHash } from '../raw/is-unchanged.ts';
import type { Content } from './planned-load.ts';

/**
 * An id for a bill file whose content is not known yet: the same for the same version of the same file, so that a load that begins anew makes what
 * the one before it has made. Not the id of one that is remembered, whose rows are there until the load has ended well.
 */
export function billFileId(
  { found, member }: Pick<Content, 'found' | 'member'>,
  identity: string,
  spec: BillSpec,
  taken: ReadonlySet<string>,
): string {
  const version = [identity, member, found.bytes, found.etag ?? found.modifiedAt, spec.name, specHash(spec)];
  const id = createHash('sha256').update(JSON.stringify(version)).digest('hex').slice(0, 16);
  return taken.has(id) ? newFileId() : id;
}

/** An id that no file has. */
export function newFileId(): string {
  return randomUUID().replaceAll('-', '').slice(0, 16);
}
