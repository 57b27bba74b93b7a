/** A row of a delimited file and the line of the file on which it begins, from 1. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
  /** A cell in quotes goes on after them, which the warehouse refuses. */
  readonly isBadlyQuoted?: true;
}

/** Rows end in different ways: `ends` in the order in which they are found, and the first line that does not end as those before it. */
export interface MixedEnds {
  readonly ends: readonly ('LF' | 'CRLF' | 'CR')[];
  readonly line: number;
}

/** Takes a delimited text piece by piece and gives its rows; lines with nothing on them are none. */
export interface CsvRowReader {
  push(text: string): readonly CsvRow[];
  /** The last row, if no line break ends it. `isOpen`: a quote was never closed. */
  end(): { readonly rows: readonly CsvRow[]; readonly isOpen: boolean; readonly mixedEnds?: MixedEnds };
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
  const ends = new Set<MixedEnds['ends'][number]>();
  let mixedLine = 0;

  const noteEnd = (end: MixedEnds['ends'][number]): void => {
    ends.add(end);
    if (ends.size > 1 && mixedLine === 0) mixedLine = line - 1;
  };
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
    // In quotes a row would not begin here.
    if (isAfterReturn && state === 'row-start') noteEnd(isSecondHalf ? 'CRLF' : 'CR');
    isAfterReturn = character === '\r';
    const isBreak = character === '\n' || character === '\r';
    if (isBreak && !isSecondHalf) line++;
    if (state === 'quoted') {
      if (character === '"') state = 'closing';
      else cell += character;
    } else if (isBreak) {
      if (character === '\n' && !isSecondHalf) noteEnd('LF');
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
      if (isAfterReturn && state === 'row-start') noteEnd('CR');
      endRow();
      const mixedEnds = ends.size > 1 ? { ends: [...ends], line: mixedLine } : undefined;
      return { rows: drain(), isOpen, mixedEnds };
    },
  };
}
