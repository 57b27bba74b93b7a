import { describe, expect, it } from 'vitest';
import { visibleLines, visibleText } from '../../../orchestrator/report/visible-text.ts';

describe('visibleText', () => {
  it('leaves letters, accents, Han characters and emoji as they are', () => {
    expect(visibleText('café 費用 🧾 a-b_c')).toBe('café 費用 🧾 a-b_c');
  });

  it('shows escape sequences instead of letting them reach the terminal', () => {
    expect(visibleText('\u001b[2J\u001b]0;owned\u0007')).toBe('\\e[2J\\e]0;owned\\u0007');
  });

  it('shows line breaks, carriage returns, C1 controls and what turns the direction of text around', () => {
    expect(visibleText('a\r\nb\u009b1m\u202egnp.exe\u2028')).toBe('a\\r\\nb\\u009b1m\\u202egnp.exe\\u2028');
  });

  it('keeps the line feeds of a text of several lines', () => {
    expect(visibleLines('one\r\ntwo\tthree')).toBe('one\ntwo\\tthree');
  });
});
