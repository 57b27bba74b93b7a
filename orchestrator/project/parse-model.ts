import * as z from 'zod';
import type { Diagnostic } from '../base/diagnostic.ts';
import { nodeName } from '../base/names.ts';
import type { SourceText } from '../base/source-text.ts';
import { checkName, nameOfFile } from './check-name.ts';
import type { Parsed } from './check-shape.ts';
import { materialized, modelColumn, relationTest, text } from './header-schemas.ts';
import { parseDeclaredTests } from './parse-declared-tests.ts';
import { parseHeader } from './parse-header.ts';
import type { Materialized, Model } from './project.ts';

/** The keys under which a header has settings for one warehouse only. */
const warehouses = ['duckdb', 'redshift'] as const;
const settings = z.record(z.string(), z.unknown()).optional();

const modelHeader = z.strictObject({
  description: text,
  grain: z.array(text).optional(),
  materialized: materialized.optional(),
  contract: text.optional(),
  columns: z.record(z.string(), modelColumn).optional(),
  tests: z.array(relationTest).optional(),
  tags: z.array(text).optional(),
  stamped_column: text.optional(),
  duckdb: settings,
  redshift: settings,
});

/** A model of a layer; where its header does not say how it is kept, the layer's default holds. */
export function parseModel(
  source: SourceText,
  layer: string,
  layerDefault: Materialized | undefined,
): Parsed<Model> {
  const named = checkName(source, 'A model');
  const { value: header, diagnostics } = parseHeader(source, modelHeader, 'A model');
  if (header === undefined) return { diagnostics: [...named, ...diagnostics] };
  const { fields, document, bodyOffset } = header;
  const tests = parseDeclaredTests(document, fields, [], 'bad-header');
  const kept = fields.materialized ?? layerDefault ?? 'table';
  const stamp: Diagnostic[] = [];
  if (fields.stamped_column !== undefined && kept !== 'history') {
    const message = `"stamped_column" is for a history, which is stamped when it is published; this model is kept as ${kept}.`;
    stamp.push({
      severity: 'error',
      code: 'bad-header',
      message,
      ...document.place(['stamped_column'], 'key'),
    });
  }
  const value: Model = {
    name: nodeName(nameOfFile(source.file)),
    layer,
    file: source.file,
    text: source.text,
    bodyOffset,
    description: fields.description,
    grain: fields.grain ?? [],
    materialized: kept,
    ...(fields.contract !== undefined && { contract: fields.contract }),
    columns: Object.entries(fields.columns ?? {}).map(([name, { description, type }]) => ({
      name,
      ...(description !== undefined && { description }),
      ...(type !== undefined && { type }),
    })),
    tests: tests.value ?? [],
    tags: fields.tags ?? [],
    ...(fields.stamped_column !== undefined && { stampedColumn: fields.stamped_column }),
    warehouseSettings: Object.fromEntries(
      warehouses.flatMap((warehouse) =>
        fields[warehouse] === undefined ? [] : [[warehouse, fields[warehouse]]],
      ),
    ),
  };
  return { value, diagnostics: [...named, ...tests.diagnostics, ...stamp] };
}
