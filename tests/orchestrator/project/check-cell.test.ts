import { describe, expect, it } from 'vitest';
import { checkCell } from '../../../orchestrator/project/check-cell.ts';

describe('checkCell', () => {
  it.each([
    ['text', 'anything at all'],
    ['integer', '-012'],
    ['boolean', 'true'],
    ['date', '2016-02-29'],
    ['timestamp', '2017-02-28 23:59:59'],
    ['timestamp', '2017-02-28T00:00:00.123456'],
    ['cost', '6e-08'],
    ['cost', '-99999999999999999999.999999999999999999'],
    ['quantity', '1'],
  ] as const)('takes %s %s', (type, text) => {
    expect(checkCell(text, type)).toBeUndefined();
  });

  it.each([
    ['integer', '1.0'],
    ['integer', '1e3'],
    ['integer', '9999999999999999999'],
    ['boolean', 'yes'],
    ['date', '2017-02-29'],
    ['date', '28.02.2017'],
    ['timestamp', '2017-02-28 24:00:00'],
    ['timestamp', '2017-02-28'],
    ['cost', '0.0000000000000000001'],
    ['cost', '100000000000000000000'],
    ['cost', '1,5'],
    ['quantity', ' '],
  ] as const)('says what it expected instead of %s %s', (type, text) => {
    expect(checkCell(text, type)).toMatch(/^(a|true) /);
  });
});
