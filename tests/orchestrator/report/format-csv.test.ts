import { describe, expect, it } from 'vitest';
import { formatCsv } from '../../../orchestrator/report/format-csv.ts';

const format = (...cells: (string | null)[]): string | undefined =>
  formatCsv({
    columns: cells.map((_, index) => ({ name: `c${index}`, type: 'VARCHAR' })),
    rows: [cells],
  }).split('\r\n')[1];

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
});
