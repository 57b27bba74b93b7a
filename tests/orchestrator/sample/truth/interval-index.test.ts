import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  buildIntervalIndex,
  findOverlapping,
  overlapOf,
} from '../../../../orchestrator/sample/truth/interval-index.ts';

const moment = fc.integer({ min: 0, max: 40 });
const interval = fc.record({
  startedAt: moment,
  stoppedAt: fc.oneof(moment, fc.constant(Number.POSITIVE_INFINITY)),
});

describe('findOverlapping', () => {
  it('finds exactly those that a search of all finds', () => {
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 30 }), moment, moment, (intervals, from, until) => {
        const found = findOverlapping(buildIntervalIndex(intervals), from, until);
        const expected = intervals.filter((one) => overlapOf(one, from, until) > 0);
        expect(new Set(found)).toEqual(new Set(expected));
        expect(found).toHaveLength(expected.length);
      }),
    );
  });

  it('leaves out what ends as the window begins, and what begins as it ends', () => {
    const index = buildIntervalIndex([
      { startedAt: 0, stoppedAt: 10 },
      { startedAt: 20, stoppedAt: 30 },
    ]);
    expect(findOverlapping(index, 10, 20)).toEqual([]);
  });
});
