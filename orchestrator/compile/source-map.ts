import { placeAt } from '../base/source-text.ts';
import type { Origin, Segment } from '../templates/render-template.ts';
import type { MappedPlace, SourceMap } from './compiled-graph.ts';

/** The map of a rendered template; an offset before or behind all text is taken for the nearest letter. */
export function sourceMap(sql: string, segments: readonly Segment[]): SourceMap {
  return {
    placeOf(asked) {
      const offset = Math.max(0, Math.min(asked, sql.trimEnd().length - 1));
      const segment = segments[indexAt(segments, offset)];
      if (segment === undefined) throw new Error('internal error: an empty query has no places');
      const into = offset - segment.at;
      const inMacro = segment.macro && place(segment.macro, into);
      return { ...place(segment.origin, into), ...(inMacro && { inMacro }) };
    },
  };
}

/** The map of a query that stands for one place in a file, whatever the offset. */
export function sourceMapTo(place: MappedPlace): SourceMap {
  return { placeOf: () => place };
}

function place({ template, offset, isText }: Origin, into: number): MappedPlace {
  const found = placeAt(template.source, isText ? offset + into : offset);
  const { file, line, column } = found.place;
  return { file, line, column, lineText: found.lineText };
}

function indexAt(segments: readonly Segment[], offset: number): number {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((segments[middle]?.at ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
