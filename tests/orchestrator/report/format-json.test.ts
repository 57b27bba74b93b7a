import { describe, expect, it } from 'vitest';
import { formatJson } from '../../../orchestrator/report/format-json.ts';

describe('formatJson', () => {
  const values = [{ 'k\u009b': 'café 費用 \u001b[2J\u007f\u009b1m\u202e\u2028' }, 'two\nlines'];

  it('gives files and programs one line a value, each character as it is', () => {
    expect(formatJson(values, { isTerminal: false })).toBe(
      '{"k\u009b":"café 費用 \\u001b[2J\u007f\u009b1m\u202e\u2028"}\n"two\\nlines"\n',
    );
  });

  it('gives a terminal escapes for what it would obey, which mean the same', () => {
    const text = formatJson(values, { isTerminal: true });
    expect(text).toBe('{"k\\u009b":"café 費用 \\u001b[2J\\u007f\\u009b1m\\u202e\\u2028"}\n"two\\nlines"\n');
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(values);
  });
});
