import { isBillSpec } from '../formats/recognize-format.ts';
import { specHash } from '../raw/is-unchanged.ts';
import type { LoadedFile } from '../raw/loaded-files.ts';
import type { PlannedLoad } from './planned-load.ts';

/**
 * What is remembered of content that was read before, under another name or another date: its rows are there already. Undefined if
 * there is none, or if the content is not known yet.
 */
export function rememberedContent(
  remembered: readonly LoadedFile[],
  { source, spec, identity, member, monthFrom, found }: PlannedLoad,
  sha256: string | undefined,
): LoadedFile | undefined {
  const same = remembered.find(
    (one) =>
      one.sha256 === sha256 &&
      one.source === source &&
      one.spec === spec.name &&
      one.specHash === specHash(spec) &&
      one.isWhole,
  );
  // Where only the name says the month, another name may be another month.
  const isNamedAnew =
    same !== undefined &&
    isBillSpec(spec) &&
    monthFrom !== 'rows' &&
    (same.path !== identity || same.member !== member);
  if (same === undefined || isNamedAnew) return undefined;
  const { bytes, modifiedAt, etag = null } = found;
  return { ...same, path: identity, member, bytes, modifiedAt, etag };
}
