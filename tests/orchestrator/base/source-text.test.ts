import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { offsetAt, placeAt, sourceText } from '../../../orchestrator/base/source-text.ts';

describe('placeAt', () => {
  it('is undone by offsetAt, for every offset of every text', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\n', ' ', 'é') });
    fc.assert(
      fc.property(text, fc.nat(), (content, number) => {
        const source = sourceText('x', content);
        const offset = number % (content.length + 1);
        const { line, column } = placeAt(source, offset).place;
        return offsetAt(source, line, column) === offset;
      }),
    );
  });

  it('gives the line without its end', () => {
    expect(placeAt(sourceText('x', 'one\r\ntwo\r\n'), 1).lineText).toBe('one');
    expect(placeAt(sourceText('x', 'one\ntwo'), 5).lineText).toBe('two');
  });

  it('ends a range at the end of its first line', () => {
    expect(placeAt(sourceText('x', 'one\ntwo'), 1, 7).place).toEqual({
      file: 'x',
      line: 1,
      column: 2,
      endColumn: 4,
    });
  });
});
