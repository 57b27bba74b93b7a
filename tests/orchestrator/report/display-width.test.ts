import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutToWidth, displayWidth, padToWidth } from '../../../orchestrator/report/display-width.ts';

describe('displayWidth', () => {
  it('counts two columns for a Han character and an emoji, none for a combining accent and a colour', () => {
    expect(displayWidth('plain')).toBe(5);
    expect(displayWidth('費用')).toBe(4);
    expect(displayWidth('🧾')).toBe(2);
    expect(displayWidth('👩‍👩‍👧')).toBe(2);
    expect(displayWidth('e\u0301')).toBe(1);
    expect(displayWidth('\u001b[31mred\u001b[39m')).toBe(3);
    expect(displayWidth('soft\u00adhyphen')).toBe(10);
  });

  it('is that of its characters, one by one, also where it need not look at each', () => {
    // Beside a Han character all are looked at. It comes first: a few letters, as U+0D4E, join what follows them.
    const character = fc.integer({ min: 0x20, max: 0x2fff }).map((code) => String.fromCharCode(code));
    fc.assert(
      fc.property(character, (one) => {
        expect(displayWidth(`a${one}`)).toBe(displayWidth(`費a${one}`) - 2);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('cutToWidth', () => {
  it('cuts with an ellipsis and never through a wide character', () => {
    expect(cutToWidth('integrations', 8)).toBe('integra…');
    expect(cutToWidth('integrations', 1)).toBe('…');
    expect(cutToWidth('integrations', 0)).toBe('');
    expect(cutToWidth('費用費用', 4)).toBe('費…');
    expect(cutToWidth('費用', 4)).toBe('費用');
  });

  it('gives a text that fits, whatever the text and the width', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, columns) => {
        expect(displayWidth(cutToWidth(text, columns))).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

describe('padToWidth', () => {
  it('pads by what is seen, on the side that is asked for', () => {
    expect(padToWidth('費', 4)).toBe('費  ');
    expect(padToWidth('1.50', 6, 'right')).toBe('  1.50');
  });
});
