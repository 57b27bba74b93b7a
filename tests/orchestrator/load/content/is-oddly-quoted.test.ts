import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isOddlyQuoted } from '../../../../orchestrator/load/content/is-oddly-quoted.ts';

const bytes = fc.array(fc.oneof(fc.constant(0x22), fc.integer({ min: 0, max: 255 })), { maxLength: 70 });

test('counts the double quotes among any bytes, wherever they begin in memory', () => {
  fc.assert(
    fc.property(bytes, fc.integer({ min: 0, max: 9 }), (all, from) => {
      const part = Buffer.from(all).subarray(from);
      expect(isOddlyQuoted(part)).toBe(part.filter((byte) => byte === 0x22).length % 2 === 1);
    }),
    { numRuns: 2000 },
  );
});
