import { createCsvRowReader } from './csv-rows.ts';
import type { InspectedFile } from './inspect-file.ts';

/** A header and what it is written with. */
export interface Header {
  readonly delimiter: string;
  /** On which it stands, from 1. */
  readonly line: number;
  /** As they stand there, without a byte order mark and outer blanks. */
  readonly names: readonly string[];
  /** The first row after it; undefined if there is none. */
  readonly firstRow: readonly string[] | undefined;
}

/** Comma, what Hive and Athena write, tab, and what spreadsheets write where a comma is a decimal point. */
const delimiters = [',', '\x01', '\t', ';'];

/** The header of a delimited file: read with the delimiter that gives the most cells. */
export function readHeader(file: InspectedFile): Header {
  const text = file.start.toString(file.encoding === 'latin-1' ? 'latin1' : 'utf8').replace(/^\uFEFF/, '');
  // Two rows are enough, and they are nearly always short.
  const short = headerOf(text.slice(0, 65_536));
  return short.firstRow !== undefined || text.length <= 65_536 ? short : headerOf(text);
}

function headerOf(text: string): Header {
  const headers = delimiters.map((delimiter): Header => {
    const reader = createCsvRowReader(delimiter);
    const rows = [...reader.push(text), ...reader.end().rows];
    return {
      delimiter,
      line: rows[0]?.line ?? 1,
      names: (rows[0]?.cells ?? []).map((name) => name.trim()),
      firstRow: rows[1]?.cells,
    };
  });
  return headers.reduce((most, header) => (header.names.length > most.names.length ? header : most));
}
