import * as z from 'zod';
import type { Diagnostic } from '../base/diagnostic.ts';
import { nodeName } from '../base/names.ts';
import { didYouMean } from '../base/nearest-name.ts';
import { type CsvCell, type CsvRecord, parseCsv } from '../base/parse-csv.ts';
import { offsetAt, placeAt, type SourceText } from '../base/source-text.ts';
import { checkCell } from './check-cell.ts';
import { checkName, nameOfFile } from './check-name.ts';
import type { Parsed } from './check-shape.ts';
import { relationTest, seedColumn, text } from './header-schemas.ts';
import { parseDeclaredTests } from './parse-declared-tests.ts';
import type { Seed } from './project.ts';
import type { YamlDocument } from './yaml-document.ts';

/** One entry of seeds/seeds.yml. */
export const seedEntry = z.strictObject({
  description: text,
  columns: z.record(z.string(), seedColumn),
  grain: z.array(text).optional(),
  tests: z.array(relationTest).optional(),
});

/** More mistakes than this in one file are counted, not listed. */
const shownMistakes = 20;

/** A seed: its rows in the order of the columns that its entry declares, each cell of the declared type. */
export function parseSeed(
  source: SourceText,
  entry: z.output<typeof seedEntry>,
  document: YamlDocument,
): Parsed<Seed> {
  const name = nameOfFile(source.file);
  const named = checkName(source, 'A seed');
  const tests = parseDeclaredTests(document, entry, [name], 'bad-yaml');
  const columns = Object.entries(entry.columns).map(([column, { type, description }]) => ({
    name: column,
    type,
    ...(description !== undefined && { description }),
  }));
  const unknown = checkGrain(entry, name, document);
  const { rows, diagnostics } = parseRows(source, columns);
  const value: Seed = {
    name: nodeName(name),
    file: source.file,
    description: entry.description,
    columns,
    tests: tests.value ?? [],
    rows,
  };
  return {
    value,
    diagnostics: [...named, ...tests.diagnostics, ...unknown, ...atMost(diagnostics, source.file)],
  };
}

function checkGrain(entry: z.output<typeof seedEntry>, name: string, document: YamlDocument): Diagnostic[] {
  return (entry.grain ?? []).flatMap((column, index): Diagnostic[] => {
    if (Object.hasOwn(entry.columns, column)) return [];
    const message = `The grain names "${column}", which is not a column of this seed.`;
    const hint = didYouMean(column, Object.keys(entry.columns));
    return [
      { severity: 'error', code: 'bad-seed', message, ...document.place([name, 'grain', index]), hint },
    ];
  });
}

function parseRows(
  source: SourceText,
  columns: Seed['columns'],
): { rows: (string | null)[][]; diagnostics: Diagnostic[] } {
  const { records, mistakes } = parseCsv(source.text);
  const at = ({ line, column, endColumn }: Pick<CsvCell, 'line' | 'column'> & { endColumn?: number }) =>
    placeAt(source, offsetAt(source, line, column), offsetAt(source, line, endColumn ?? column + 1));
  const error = (cell: Parameters<typeof at>[0], message: string, hint?: string): Diagnostic => ({
    severity: 'error',
    code: 'bad-seed',
    message,
    ...at(cell),
    hint,
  });
  if (mistakes.length > 0)
    return { rows: [], diagnostics: mistakes.map((mistake) => error(mistake, mistake.message)) };
  const [header, ...body] = records;
  if (header === undefined)
    return { rows: [], diagnostics: [error({ line: 1, column: 1 }, 'This file has no header.')] };
  const diagnostics = checkHeader(header, columns, error);
  if (diagnostics.length > 0) return { rows: [], diagnostics };

  const places = columns.map(({ name }) => header.cells.findIndex((cell) => cell.text === name));
  const rows = body.map((record) => {
    if (record.cells.length !== header.cells.length) {
      const message = `This row has ${count(record.cells.length, 'cell')}, the header has ${header.cells.length}.`;
      const [first] = record.cells;
      if (first)
        diagnostics.push(error({ ...first, endColumn: (record.cells.at(-1) ?? first).endColumn }, message));
      return [];
    }
    return columns.map(({ name, type }, index) => {
      const cell = record.cells[places[index] ?? -1];
      if (cell === undefined || cell.text === '') return null;
      const expected = checkCell(cell.text, type);
      if (expected !== undefined) {
        diagnostics.push(
          error(cell, `The column "${name}" is expected to hold ${expected}, got "${cell.text}".`),
        );
      } else if (cell.text !== cell.text.trim()) {
        const message = `The value "${cell.text}" of column "${name}" begins or ends with a space, which counts.`;
        diagnostics.push({ ...error(cell, message), severity: 'warning' });
      }
      return cell.text;
    });
  });
  return { rows, diagnostics };
}

function checkHeader(
  header: CsvRecord,
  columns: Seed['columns'],
  error: (cell: CsvCell, message: string, hint?: string) => Diagnostic,
): Diagnostic[] {
  const declared = columns.map(({ name }) => name);
  const found = header.cells.map((cell) => cell.text);
  const missing = declared.filter((name) => !found.includes(name));
  const [first] = header.cells;
  if (first && header.cells.length === 1 && columns.length > 1 && first.text.includes(';')) {
    const message = 'This file is separated by semicolons; a seed is separated by commas.';
    return [error(first, message, 'In a spreadsheet, save it as "CSV UTF-8 (comma delimited)".')];
  }
  const diagnostics = header.cells.flatMap((cell, index) => {
    if (!declared.includes(cell.text)) {
      const message = `The column "${cell.text}" is not declared in seeds/seeds.yml.`;
      return [error(cell, message, didYouMean(cell.text, missing))];
    }
    return found.indexOf(cell.text) === index
      ? []
      : [error(cell, `The column "${cell.text}" stands in the header twice.`)];
  });
  if (first && missing.length > 0) {
    const names = missing.map((name) => `"${name}"`).join(', ');
    const message = `The header does not have ${names}, which seeds/seeds.yml declares.`;
    diagnostics.push(error({ ...first, endColumn: (header.cells.at(-1) ?? first).endColumn }, message));
  }
  return diagnostics;
}

function atMost(diagnostics: readonly Diagnostic[], file: string): Diagnostic[] {
  const more = diagnostics.length - shownMistakes;
  if (more <= 0) return [...diagnostics];
  const message = `${count(more, 'more mistake')} in this file not shown.`;
  const severity = diagnostics.some((one) => one.severity === 'error') ? 'error' : 'warning';
  return [...diagnostics.slice(0, shownMistakes), { severity, code: 'bad-seed', message, place: { file } }];
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}
