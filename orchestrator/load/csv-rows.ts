/** A row of a delimited file and the line of the file on which it begins, from 1. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
  /** A cell in quotes goes on after them, which the warehouse refuses. */
  readonly isBadlyQuoted?: true;
}

/** Takes a delimited text piece by piece and gives its rows; lines with nothing on them are none. */
export interface CsvRowReader {
  push(text: string): readonly CsvRow[];
  /** The last row, if no line break ends it. `isOpen`: a quote was never closed. */
  end(): { readonly rows: readonly CsvRow[]; readonly isOpen: boolean };
}

/**
 * Reads rows as the warehouse does: cells may be in double quotes, doubled inside; a quote in the middle of a bare cell is
 * text; LF, CRLF or CR end a row. For headers and for the place of a mistake; it is never what loads a bill.
 */
export function createCsvRowReader(delimiter: string): CsvRowReader {
  // `closing`: after a quote inside a quoted cell, which ends the cell unless another quote follows.
  let state: 'row-start' | 'cell-start' | 'bare' | 'quoted' | 'closing' = 'row-start';
  let cell = '';
  let cells: string[] = [];
  let rows: CsvRow[] = [];
  let line = 1;
  let rowLine = 1;
  let isAfterReturn = false;
  let isBadlyQuoted = false;

  const endCell = (): void => {
    cells.push(cell);
    cell = '';
    state = 'cell-start';
  };
  const endRow = (): void => {
    if (state !== 'row-start') {
      endCell();
      rows.push(isBadlyQuoted ? { line: rowLine, cells, isBadlyQuoted } : { line: rowLine, cells });
    }
    cells = [];
    isBadlyQuoted = false;
    state = 'row-start';
  };
  const take = (character: string): void => {
    const isSecondHalf = isAfterReturn && character === '\n';
    isAfterReturn = character === '\r';
    const isBreak = character === '\n' || character === '\r';
    if (isBreak && !isSecondHalf) line++;
    if (state === 'quoted') {
      if (character === '"') state = 'closing';
      else cell += character;
    } else if (isBreak) {
      if (!isSecondHalf) endRow();
      rowLine = line;
    } else if (character === delimiter) {
      endCell();
    } else if (character === '"' && state !== 'bare') {
      if (state === 'closing') cell += character;
      state = 'quoted';
    } else {
      if (state === 'closing') isBadlyQuoted = true;
      cell += character;
      state = 'bare';
    }
  };
  const drain = (): CsvRow[] => {
    const drained = rows;
    rows = [];
    return drained;
  };

  return {
    push(text) {
      for (const character of text) take(character);
      return drain();
    },
    end() {
      const isOpen = state === 'quoted';
      endRow();
      return { rows: drain(), isOpen };
    },
  };
}
