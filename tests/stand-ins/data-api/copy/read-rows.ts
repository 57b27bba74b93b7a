import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** A row of a file that is copied: its values in the order of the columns, or by their names. */
export interface CopiedRow {
  /** Counted from 1. */
  readonly line: number;
  readonly values: readonly (string | null)[] | ReadonlyMap<string, string | null>;
}

/** The records of comma-separated text (RFC 4180); a cell's value and whether it stood in quotes make no difference to COPY. */
export function* csvRecords(text: string): Generator<CopiedRow> {
  let line = 1;
  let cells: string[] = [];
  let cell = '';
  let isInQuotes = false;
  let begins = 1;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === '\n') line++;
    if (isInQuotes) {
      if (character !== '"') cell += character;
      else if (text[at + 1] === '"') cell += text[at++];
      else isInQuotes = false;
    } else if (character === '"') isInQuotes = true;
    else if (character === ',') {
      cells.push(cell);
      cell = '';
    } else if (character === '\n') {
      yield { line: begins, values: [...cells, cell.replace(/\r$/, '')] };
      [cells, cell, begins] = [[], '', line];
    } else cell += character;
  }
  if (cell !== '' || cells.length > 0) yield { line: begins, values: [...cells, cell] };
}

/** Objects of JSON, one a line. */
export function* jsonRecords(text: string): Generator<CopiedRow> {
  let line = 0;
  for (const one of text.split('\n')) {
    line++;
    if (one.trim() === '') continue;
    const object: Readonly<Record<string, unknown>> = JSON.parse(one);
    yield {
      line,
      values: new Map(
        Object.entries(object).map(([name, value]) => [name, value === null ? null : textOf(value)]),
      ),
    };
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    throw new Error('a number with a fraction in JSON');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The rows of a parquet file, every value as text. */
export async function parquetRecords(content: Buffer): Promise<readonly CopiedRow[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'apportion-parquet-'));
  const file = path.join(folder, 'file.parquet');
  try {
    await writeFile(file, content);
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const reader = await connection.runAndReadAll(`select * from read_parquet('${file}')`);
    const rows = reader.getRowsJson().map((row, index) => ({
      line: index + 1,
      values: row.map((value) => (value === null ? null : String(value))),
    }));
    connection.closeSync();
    instance.closeSync();
    return rows;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
