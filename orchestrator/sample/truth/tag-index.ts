import { compareText, type LineFact } from './facts.ts';

interface TagAt {
  readonly at: number;
  readonly productArea: string;
}

/** Which product areas a resource was tagged with in a month, by the start of the lines that say so. */
export type TagIndex = ReadonlyMap<string, readonly TagAt[]>;

type OfResource = Pick<LineFact, 'statementMonth' | 'accountId' | 'resourceId' | 'startedAt'>;
type TaggedLine = OfResource & Pick<LineFact, 'productAreaTag'>;

/** Collects the tags of resources from all lines of the months. A tag that names no product area does not count. */
export function buildTagIndex(lines: Iterable<TaggedLine>, productAreas: ReadonlySet<string>): TagIndex {
  const index = new Map<string, TagAt[]>();
  for (const line of lines) {
    const { resourceId, startedAt, productAreaTag } = line;
    if (resourceId === undefined || productAreaTag === undefined || !productAreas.has(productAreaTag))
      continue;
    const key = keyOf(line);
    const tags = index.get(key) ?? [];
    tags.push({ at: startedAt, productArea: productAreaTag });
    index.set(key, tags);
  }
  for (const [key, tags] of index) index.set(key, changesOf(tags));
  return index;
}

/**
 * The area that the resource of a line is tagged with at the line's start: that of the latest tagged line that starts at or before it, else
 * of the earliest one after it; undefined if no line of the month tags it. Of two tags at the same moment the first in
 * the alphabet counts.
 */
export function resourceTag(index: TagIndex, line: OfResource): string | undefined {
  const tags = index.get(keyOf(line));
  if (tags === undefined) return undefined;
  let found = tags[0];
  for (const tag of tags) if (tag.at <= line.startedAt) found = tag;
  return found?.productArea;
}

function keyOf({ statementMonth, accountId, resourceId }: OfResource): string {
  return `${statementMonth}/${accountId}/${resourceId}`;
}

/** In time order, only the first of lines that say the same one after the other, and one of those at the same moment. */
function changesOf(tags: TagAt[]): TagAt[] {
  tags.sort((left, right) => left.at - right.at || compareText(left.productArea, right.productArea));
  const atOnce = tags.filter((tag, position) => position === 0 || tags[position - 1]?.at !== tag.at);
  return atOnce.filter((tag, position) => atOnce[position - 1]?.productArea !== tag.productArea);
}
