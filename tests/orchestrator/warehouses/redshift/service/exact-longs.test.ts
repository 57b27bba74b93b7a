import fc from 'fast-check';
import { expect, it } from 'vitest';
import { quoteLongs } from '../../../../../orchestrator/warehouses/redshift/service/exact-longs.ts';

it('puts whole numbers in quotes, and changes nothing else', () => {
  expect(
    quoteLongs('{"Records":[[{"longValue":9007199254740993},{"longValue": -1}]],"TotalNumRows":1}'),
  ).toBe('{"Records":[[{"longValue":"9007199254740993"},{"longValue":"-1"}]],"TotalNumRows":1}');
  expect(quoteLongs('[{"doubleValue":0.1234567890123456},{"isNull":true}]')).toBe(
    '[{"doubleValue":0.1234567890123456},{"isNull":true}]',
  );
});

it('sees no field in a text, whatever the text says', () => {
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom('"longValue":1', '\\"longValue":1', '{"longValue":', '"', '\\'),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(text, fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n))), (pairs) => {
      const fields = pairs.map(
        ([value, long]) => `${JSON.stringify({ stringValue: value })},{"longValue":${long}}`,
      );
      expect(JSON.parse(quoteLongs(`[${fields.join(',')}]`))).toEqual(
        pairs.flatMap(([value, long]) => [{ stringValue: value }, { longValue: String(long) }]),
      );
    }),
  );
});
