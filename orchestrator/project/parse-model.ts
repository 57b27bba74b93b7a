import * as z from 'zod';
import type { Diagnostic } from '../base/diagnostic.ts';
import { nodeName } from '../base/names.ts';
import type { SourceText } from '../base/source-text.ts';
import { checkName, nameOfFile } from './check-name.ts';
import type { Parsed } from './check-shape.ts';
import { materialized, modelColumn, relationTest, tableKeys, text } from './header-schemas.ts';
import { parseDeclaredTests } from './parse-declared-tests.ts';
import { parseHeader } from './parse-header.ts';
import type { LayerDefaults } from './parse-project-file.ts';
import type { Model } from './project.ts';

const modelHeader = z.strictObject({
  description: text,
  grain: z.array(text).optional(),
  materialized: materialized.optional(),
  contract: text.optional(),
  columns: z.record(z.string(), modelColumn).optional(),
  tests: z.array(relationTest).optional(),
  tags: z.array(text).optional(),
  stamped_column: text.optional(),
  redshift: tableKeys.optional(),
});

/** A model of a layer; where its header does not say how it is kept and laid out, the layer's defaults hold. */
export function parseModel(
  source: SourceText,
  layer: string,
  layerDefaults: LayerDefaults | undefined,
): Parsed<Model> {
  const named = checkName(source, 'A model');
  const { value: header, diagnostics } = parseHeader(source, modelHeader, 'A model');
  if (header === undefined) return { diagnostics: [...named, ...diagnostics] };
  const { fields, document, bodyOffset } = header;
  const tests = parseDeclaredTests(document, fields, [], 'bad-header');
  const kept = fields.materialized ?? layerDefaults?.materialized ?? 'table';
  const misplaced: Diagnostic[] = [];
  if (fields.stamped_column !== undefined && kept !== 'history') {
    const message = `"stamped_column" is for a history, which is stamped when it is published; this model is kept as ${kept}.`;
    misplaced.push({
      severity: 'error',
      code: 'bad-header',
      message,
      ...document.place(['stamped_column'], 'key'),
    });
  }
  if (fields.redshift !== undefined && kept === 'view') {
    const message =
      '"redshift" says how a table is laid out; this model is kept as view, which has no rows of its own.';
    misplaced.push({
      severity: 'error',
      code: 'bad-header',
      message,
      ...document.place(['redshift'], 'key'),
    });
  }
  const keys = kept === 'view' ? {} : { ...layerDefaults?.redshift, ...fields.redshift };
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
    ...(Object.keys(keys).length > 0 && { tableKeys: keys }),
  };
  return { value, diagnostics: [...named, ...tests.diagnostics, ...misplaced] };
}
