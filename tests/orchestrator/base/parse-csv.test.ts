import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../../orchestrator/base/parse-csv.ts';

const texts = (csv: string): string[][] =>
  parseCsv(csv).records.map(({ cells }) => cells.map(({ text }) => text));

describe('parseCsv', () => {
  it('gives back whatever was quoted, with any line end and with or without the last one', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', 'é', ';') });
    const rows = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 });
    const quote = (value: string): string => `"${value.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(
        rows,
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.boolean(),
        (table, lineEnd, hasEnd, hasMark) => {
          const lines = table.map((row) => row.map(quote).join(',')).join(lineEnd);
          const csv = `${hasMark ? '\uFEFF' : ''}${lines}${hasEnd ? lineEnd : ''}`;
          expect(parseCsv(csv).mistakes).toEqual([]);
          expect(texts(csv)).toEqual(table);
        },
      ),
    );
  });

  it('takes text without quotes as it is, spaces too', () => {
    expect(texts('a, b ,c\r\n1,,\r\n')).toEqual([
      ['a', ' b ', 'c'],
      ['1', '', ''],
    ]);
  });

  it('passes over empty lines, but not over an empty cell in quotes', () => {
    expect(texts('a\n\n\n""\n')).toEqual([['a'], ['']]);
  });

  it('has no records in an empty text', () => {
    expect(texts('')).toEqual([]);
  });

  it('says on which line a record and a cell begin, also behind a cell of several lines', () => {
    const { records } = parseCsv('\uFEFFa,"b\nb",c\nd\n');
    expect(records.map(({ line }) => line)).toEqual([1, 3]);
    expect(records[0]?.cells.map(({ line, column, endColumn }) => [line, column, endColumn])).toEqual([
      [1, 1, 2],
      [1, 3, 5],
      [2, 4, 5],
    ]);
  });

  it('reports a quote that is never closed and text behind a closed one', () => {
    const found = parseCsv('a,"b"c\nd,"e').mistakes.map(({ line, column }) => [line, column]);
    expect(found).toEqual([
      [1, 6],
      [2, 3],
    ]);
  });
});
