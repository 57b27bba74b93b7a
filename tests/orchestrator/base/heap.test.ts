import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createHeap } from '../../../orchestrator/base/heap.ts';

it('gives the smallest of what is in it, whatever was put in and taken out before', () => {
  // A number is put in, undefined takes one out.
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer(), { nil: undefined })), (steps) => {
      const heap = createHeap<number>((a, b) => a - b);
      let expected: number[] = [];
      for (const step of steps) {
        if (step === undefined) {
          expected.sort((a, b) => a - b);
          expect(heap.pop()).toBe(expected[0]);
          expected = expected.slice(1);
        } else {
          heap.push(step);
          expected.push(step);
        }
      }
      expect(heap.size).toBe(expected.length);
    }),
  );
});
