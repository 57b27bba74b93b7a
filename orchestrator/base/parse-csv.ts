/** One record of a CSV text. `line` is where it begins, counted from 1: a quoted cell may hold line breaks. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly CsvCell[];
}

export interface CsvCell {
  readonly text: string;
  readonly line: number;
  /** Counted from 1, of the cell's first character, its quote included. */
  readonly column: number;
  /** Exclusive, on the line on which the cell begins. */
  readonly endColumn: number;
}

/** A quote that is never closed, or text after a closing quote. */
export interface CsvMistake {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/**
 * The records of a CSV text by RFC 4180: commas, double quotes that are doubled inside, LF or CRLF, a byte order mark or
 * none, a last line break or none. Lines with nothing on them are no records. Small files only: it is all in memory.
 */
export function parseCsv(text: string): {
  readonly records: readonly CsvRecord[];
  readonly mistakes: readonly CsvMistake[];
} {
  const records: CsvRecord[] = [];
  const mistakes: CsvMistake[] = [];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  let lineStart = at;
  let line = 1;
  let cells: CsvCell[] = [];
  let recordLine = 1;

  while (at < text.length) {
    const start = at;
    const place = { line, column: at - lineStart + 1 };
    let value: string;
    let endColumn: number | undefined;
    if (text[at] === '"') {
      const close = closingQuote(text, at + 1);
      if (close < 0)
        mistakes.push({ ...place, message: 'A cell begins with a double quote that is never closed.' });
      const end = close < 0 ? text.length : close;
      value = text.slice(at + 1, end).replaceAll('""', '"');
      for (let next = text.indexOf('\n', at); next >= 0 && next < end; next = text.indexOf('\n', next + 1)) {
        endColumn ??= next - lineStart + 1;
        line += 1;
        lineStart = next + 1;
      }
      at = Math.min(end + 1, text.length);
      endColumn ??= at - lineStart + 1;
      const rest = /[^,\r\n]*/y;
      rest.lastIndex = at;
      const extra = rest.exec(text)?.[0] ?? '';
      if (extra !== '') {
        const message = `After the closing quote of a cell comes a comma or the end of the line, not "${extra}".`;
        mistakes.push({ line, column: at - lineStart + 1, message });
        at += extra.length;
      }
    } else {
      while (at < text.length && text[at] !== ',' && text[at] !== '\n') at += 1;
      value = text.slice(start, text[at - 1] === '\r' && text[at] !== ',' ? at - 1 : at);
      endColumn = place.column + value.length;
    }
    cells.push({ text: value, ...place, endColumn });

    if (text[at] === '\r' && text[at + 1] === '\n') at += 1;
    if (text[at] === ',') {
      at += 1;
      // A comma at the very end still opens a last, empty cell.
      if (at === text.length)
        cells.push({ text: '', line, column: at - lineStart + 1, endColumn: at - lineStart + 2 });
      if (at < text.length) continue;
    }
    const isBlank = cells.length === 1 && cells[0]?.text === '' && text[start] !== '"';
    if (!isBlank) records.push({ line: recordLine, cells });
    cells = [];
    at += 1;
    line += 1;
    lineStart = at;
    recordLine = line;
  }
  return { records, mistakes };
}

/** The offset of the quote that ends a cell, or -1; a doubled quote is a character of the cell. */
function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  return -1;
}
