import { expect, it } from 'vitest';
import { newRunId } from '../../../orchestrator/run/run-id.ts';

it('names a run by its start in UTC', () => {
  expect(newRunId(new Date('2017-03-08T04:05:06.000Z'), 10)).toBe('r20170308t040506_000a');
  expect(newRunId(new Date('2017-03-08T04:05:06.999Z'))).toMatch(/^r20170308t040506_[0-9a-f]{4}$/);
});

it('gives names that sort by start, to the millisecond', () => {
  const starts = [0, 1, 15, 16, 999, 1000, 60_000].map(
    (milliseconds) => new Date(1_488_945_906_000 + milliseconds),
  );
  const names = starts.map((start) => newRunId(start));
  expect([...names].sort()).toEqual(names);
});
