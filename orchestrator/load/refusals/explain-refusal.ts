import { StringDecoder } from 'node:string_decoder';
import type { Diagnostic } from '../../base/diagnostic.ts';
import type { BadCell, DelimitedContent } from '../../warehouses/file-load.ts';
import { type CsvRow, createCsvRowReader, type MixedEnds } from '../content/csv-rows.ts';
import { readContent } from '../content/read-content.ts';

/** A delimited file that was refused, or is to be asked for the places of its rows. */
interface RefusedFile {
  readonly path: string;
  readonly isGzip: boolean;
  readonly content: Pick<DelimitedContent, 'delimiter' | 'encoding' | 'width'>;
  /** For messages. */
  readonly shown: string;
}

const expectations: Readonly<Record<BadCell['expected'], string>> = {
  cost: 'a decimal number with at most 18 digits after the point and 15 before it, as 12.5 or 6e-08',
  quantity: 'a decimal number, as 12.5 or 6e-08',
  integer: 'a whole number',
  boolean: 'Y, N, true or false',
  date: 'a day, as 2017-02-07',
  timestamp: 'a time, as 2017-02-07 03:00:00 or 2017-02-07T03:00:00Z',
  text: 'a text that is not empty',
  map: 'a JSON object of tags, as {"team": "api"}',
};

/** Each cell that cannot be read as an error at its line: column, value, what was expected. */
export function explainBadCells(
  cells: readonly BadCell[],
  count: number,
  header: readonly string[],
  shown: string,
  lineOfRow: ReadonlyMap<number, number>,
  nullWords: readonly string[],
): Diagnostic[] {
  const more = count > cells.length ? ` ${count - cells.length} more cells of this file cannot be read.` : '';
  // Which of them it was the warehouse does not say.
  const words = nullWords.map((word) => `"${word}"`).join(' or ');
  const nothing = words === '' ? 'an empty cell' : `an empty cell, or ${words} without quotes`;
  return cells.map((cell, index): Diagnostic => {
    const line = lineOfRow.get(cell.row);
    const where = line === undefined ? ` in row ${cell.row}` : '';
    const got = cell.value === null ? nothing : `"${cell.value.slice(0, 80)}"`;
    const message = `Column "${header[cell.position] ?? ''}"${where} is expected to hold ${expectations[cell.expected]}; got ${got}.`;
    const hint = hintOf(cell) + (index === cells.length - 1 ? more : '');
    return {
      severity: 'error',
      code: 'bad-value',
      message,
      place: { file: shown, line },
      hint: hint.trim() || undefined,
    };
  });
}

function hintOf({ expected, value }: BadCell): string {
  if (expected === 'text' && value !== null)
    return 'The file has it as another type, of which nobody knows how it was written; make the column a text.';
  const isSpreadsheet = value !== null && (/[$€£,]/.test(value) || /^\d{1,2}\/\d{1,2}\/\d{2,4}$/.test(value));
  if (isSpreadsheet && expected !== 'map')
    return 'A spreadsheet writes values so; take the file as AWS wrote it.';
  if (expected === 'cost' && value !== null && /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(value))
    return 'It has more digits than can be held exactly.';
  return '';
}

/** A row may have so many bytes at most, as DuckDB reads it by default. */
const longestRow = 2_000_000;

/**
 * The first row that has not as many cells as the header, whose quotes are in the wrong places, or that is too long; or a quote that
 * is never closed; or where rows begin to end in another way. Undefined if all rows are well.
 */
export async function findRaggedRow(file: RefusedFile): Promise<Diagnostic | undefined> {
  const { width } = file.content;
  let ragged: CsvRow | undefined;
  let last = 1;
  const { isOpen, mixedEnds } = await scanRows(file, (row) => {
    last = row.line;
    if (row.cells.length !== width || row.isBadlyQuoted || isTooLong(row)) ragged ??= row;
    return ragged === undefined;
  });
  if (isOpen && (ragged === undefined || ragged.line === last)) {
    const message =
      'A double quote is opened in this row and never closed: the rest of the file is one cell.';
    return {
      severity: 'error',
      code: 'ragged-row',
      message,
      place: { file: file.shown, line: last },
      hint: 'The file is cut off or not a bill as AWS wrote it.',
    };
  }
  if (ragged === undefined) return mixedEnds && endsInMixedWays(mixedEnds, file.shown);
  return {
    severity: 'error',
    code: 'ragged-row',
    place: { file: file.shown, line: ragged.line },
    ...whatIsRagged(ragged, width),
  };
}

function endsInMixedWays({ ends, line }: MixedEnds, shown: string): Diagnostic {
  const message = `"${shown}" cannot be read: its lines end in different ways (${ends.join(' and ')}).`;
  const hint = 'Take the file as AWS wrote it, or let all of its lines end in one way.';
  return { severity: 'error', code: 'unreadable-file', message, place: { file: shown, line }, hint };
}

function whatIsRagged(row: CsvRow, width: number): { message: string; hint: string } {
  if (row.isBadlyQuoted) {
    const message = 'A cell of this row is in double quotes and goes on after the closing one.';
    return {
      message,
      hint: 'A double quote inside such a cell is written twice; take the file as AWS wrote it.',
    };
  }
  if (row.cells.length === width) {
    const message = `The row has more than ${longestRow / 1_000_000} MB, which is more than can be read.`;
    return { message, hint: 'A double quote that is closed too late makes many lines one cell.' };
  }
  const message = `The row has ${row.cells.length} cells, and the header has ${width}.`;
  return { message, hint: 'The file is cut off, or a cell with a delimiter in it is not in quotes.' };
}

function isTooLong({ cells }: CsvRow): boolean {
  const characters = cells.reduce((sum, cell) => sum + cell.length, cells.length);
  return (
    characters * 4 > longestRow &&
    cells.reduce((sum, cell) => sum + Buffer.byteLength(cell), cells.length) > longestRow
  );
}

/** The line of the file on which each of the rows (counted from 1, without the header) begins. */
export async function findLines(
  file: RefusedFile,
  rows: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const wanted = new Set(rows);
  const lines = new Map<number, number>();
  let row = -1;
  await scanRows(file, ({ line }) => {
    row++;
    if (wanted.has(row)) lines.set(row, line);
    return lines.size < wanted.size;
  });
  return lines;
}

/** Gives every row, the header first, until `take` says no; if it never does, says whether the file ends inside a quoted cell, and how its rows end. */
async function scanRows(
  file: RefusedFile,
  take: (row: CsvRow) => boolean,
): Promise<{ readonly isOpen: boolean; readonly mixedEnds?: MixedEnds }> {
  const reader = createCsvRowReader(file.content.delimiter);
  const decoder = new StringDecoder(file.content.encoding === 'latin-1' ? 'latin1' : 'utf8');
  let isWanted = true;
  let isFirst = true;
  const takeAll = (rows: readonly CsvRow[]): void => {
    for (const row of rows) isWanted &&= take(row);
  };
  await readContent(file.path, file.isGzip, (chunk) => {
    if (!isWanted) return;
    const text = decoder.write(chunk);
    takeAll(reader.push(isFirst ? text.replace(/^\uFEFF/, '') : text));
    isFirst = false;
  });
  if (!isWanted) return { isOpen: false };
  takeAll(reader.push(decoder.end()));
  const { rows, isOpen, mixedEnds } = reader.end();
  takeAll(rows);
  return { isOpen, mixedEnds };
}
