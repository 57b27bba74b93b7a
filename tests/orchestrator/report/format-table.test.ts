import { describe, expect, it } from 'vitest';
import { formatTable } from '../../../orchestrator/report/format-table.ts';

describe('formatTable', () => {
  it('aligns columns under their titles', () => {
    const columns = [{ title: 'area' }, { title: 'cost', align: 'right' as const }];
    expect(
      formatTable(
        columns,
        [
          ['api', '1.50'],
          ['warehouses', '10.00'],
        ],
        80,
      ),
    ).toEqual(['area         cost', 'api          1.50', 'warehouses  10.00']);
  });

  it('cuts only the columns that may be cut, the widest first, to the width of the screen', () => {
    const columns = [
      { title: 'id', gives: true },
      { title: 'why', gives: true },
      { title: 'cost', align: 'right' as const },
    ];
    const lines = formatTable(columns, [['i-0123456789abcdef0', 'short', '123456.789012345678']], 40);
    expect(lines).toEqual([
      'id            why                   cost',
      'i-012345678…  short  123456.789012345678',
    ]);
  });

  it('shows null as a word and control characters as what they are', () => {
    expect(formatTable([{ title: 'a' }, { title: 'b' }], [[null, '\u001b[2J']], 80)[1]).toBe('null  \\e[2J');
  });
});
