import { describe, expect, it } from 'vitest';
import { formatCsv } from '../../../orchestrator/report/format-csv.ts';

const formatFor =
  (isTerminal: boolean) =>
  (...cells: (string | null)[]): string | undefined =>
    formatCsv(
      { columns: cells.map((_, index) => ({ name: `c${index}`, type: 'VARCHAR' })), rows: [cells] },
      { isTerminal },
    ).split('\r\n')[1];
const format = formatFor(false);

describe('formatCsv', () => {
  it('quotes commas, quotes and line breaks, and tells null from the empty text', () => {
    expect(format('a,b', 'say "hi"', 'two\nlines', null, '')).toBe('"a,b","say ""hi""","two\nlines",,""');
  });

  it('puts an apostrophe before what a spreadsheet would run, and none before a negative amount', () => {
    expect(format('=1+1', '@SUM(A1)', '-2+3', '+cmd', '-1.500000000000000000')).toBe(
      "'=1+1,'@SUM(A1),'-2+3,'+cmd,-1.500000000000000000",
    );
  });

  it('does so too behind a tab or a line break, and in full width', () => {
    expect(format('\n=1+1', '\t=1', '＝1+1', '＋1', '－1', '＠x')).toBe(
      `"'\n=1+1",'\t=1,'＝1+1,'＋1,'－1,'＠x`,
    );
  });

  it('shows a terminal what it would obey, and gives everybody else each byte', () => {
    const cells = ['\u001b[2Jgone', 'two\nlines', 'a\u009b1m', '\t=1', null, ''];
    expect(formatFor(true)(...cells)).toBe('\\e[2Jgone,two\\nlines,a\\u009b1m,\'\\t=1,,""');
    expect(format(...cells)).toBe('\u001b[2Jgone,"two\nlines",a\u009b1m,\'\t=1,,""');
  });
});
