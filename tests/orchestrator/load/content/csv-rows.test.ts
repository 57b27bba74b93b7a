import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CsvRow, createCsvRowReader } from '../../../../orchestrator/load/content/csv-rows.ts';

function read(text: string, pieces = 1): { rows: CsvRow[]; isOpen: boolean } {
  const reader = createCsvRowReader(',');
  const size = Math.ceil(text.length / pieces) || 1;
  const rows: CsvRow[] = [];
  for (let at = 0; at < text.length; at += size) rows.push(...reader.push(text.slice(at, at + size)));
  const end = reader.end();
  return { rows: [...rows, ...end.rows], isOpen: end.isOpen };
}

test('gives each row the line on which it begins', () => {
  expect(read('a,b\r\n\r\n"x\ny",1\n\n,\nlast').rows).toEqual([
    { line: 1, cells: ['a', 'b'] },
    { line: 3, cells: ['x\ny', '1'] },
    { line: 6, cells: ['', ''] },
    { line: 7, cells: ['last'] },
  ]);
});

test('keeps a quote in the middle of a bare cell, and says when one is never closed', () => {
  expect(read('2"x,""\n')).toEqual({ rows: [{ line: 1, cells: ['2"x', ''] }], isOpen: false });
  expect(read('1,"2\n3').isOpen).toBe(true);
});

test.each([
  ['a\n"b\r\nc"\n\nd', undefined],
  ['a\r\n"b\nc"\r\n', undefined],
  ['a\r"\n"\r', undefined],
  ['a\r\nb\n', { ends: ['CRLF', 'LF'], line: 2 }],
  ['a\n"b\nc"\r\nd\r', { ends: ['LF', 'CRLF', 'CR'], line: 3 }],
  ['a\n\r\rb', { ends: ['LF', 'CR'], line: 2 }],
  ['a\nb\r', { ends: ['LF', 'CR'], line: 2 }],
])('says where the lines of %j end in another way', (text, mixedEnds) => {
  const reader = createCsvRowReader(',');
  reader.push(text);
  expect(reader.end().mixedEnds).toEqual(mixedEnds);
});

test('gives back what was written, in however many pieces it comes', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'b', '"', ',', '\n', '\r\n', ' ', 'é') });
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 6 }),
      fc.integer({ min: 1, max: 9 }),
      (rows, pieces) => {
        const text = rows
          .map((cells) => `${cells.map((one) => `"${one.replaceAll('"', '""')}"`).join(',')}\n`)
          .join('');
        expect(read(text, pieces).rows.map(({ cells }) => cells)).toEqual(rows);
      },
    ),
  );
});
