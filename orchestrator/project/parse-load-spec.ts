import * as z from 'zod';
import { columnTypes } from '../base/column-type.ts';
import type { Diagnostic } from '../base/diagnostic.ts';
import { nodeName } from '../base/names.ts';
import type { SourceText } from '../base/source-text.ts';
import { checkName, nameOfFile } from './check-name.ts';
import { checkShape, type Parsed } from './check-shape.ts';
import { columnType, text } from './header-schemas.ts';
import { ownColumns } from './own-columns.ts';
import { type BillForm, type DocumentForm, type LoadSpec, sourceNames } from './project.ts';
import { parseYaml, type YamlDocument } from './yaml-document.ts';

const prefixes = z.array(z.strictObject({ prefix: text, key_prefix: z.string() })).optional();

const between = z
  .tuple([z.int(), z.int()])
  .refine(
    ([first, last]) => first <= last,
    '"between" is expected to be two whole numbers, the smaller one first.',
  );

const specFile = z.strictObject({
  description: text,
  title: text,
  source: z.enum(sourceNames),
  bill: z
    .strictObject({
      columns: z
        .array(
          z.strictObject({
            name: text,
            type: columnType,
            from: z.array(text).min(1),
            required: z.boolean().optional(),
            description: text.optional(),
          }),
        )
        .min(1),
      tags: z
        .strictObject({ prefixes, maps: z.array(text).optional(), map_key_prefixes: prefixes })
        .optional(),
      null_values: z.array(z.string()).optional(),
    })
    .optional(),
  documents: z
    .strictObject({
      records: z.array(text).optional(),
      columns: z
        .array(
          z.strictObject({
            name: text,
            type: z.enum([...columnTypes, 'json']),
            from: z.array(text).min(1),
            depth: z.int().min(0).optional(),
            unless: z.strictObject({ column: text, between }).optional(),
            description: text.optional(),
          }),
        )
        .min(1),
    })
    .optional(),
});

type SpecFields = z.output<typeof specFile>;

/** A load spec: what of a bill's or event's file lands in the raw table that has the file's name. */
export function parseLoadSpec(source: SourceText): Parsed<LoadSpec> {
  const document = parseYaml(source, 'bad-yaml');
  const { value: fields, diagnostics } = checkShape(document, specFile, 'bad-yaml');
  const named = checkSpecName(source);
  if (fields === undefined) return { diagnostics: [...named, ...diagnostics] };
  const { bill, documents } = fields;
  if ((bill === undefined) === (documents === undefined)) {
    const message = `A load spec has either "bill" or "documents"; this one has ${bill === undefined ? 'neither' : 'both'}.`;
    return {
      diagnostics: [...named, { severity: 'error', code: 'bad-yaml', message, ...document.place([]) }],
    };
  }
  const value: LoadSpec = {
    name: nodeName(nameOfFile(source.file)),
    file: source.file,
    description: fields.description,
    title: fields.title,
    source: fields.source,
    form: bill ? billForm(bill) : documentForm(documents),
  };
  return { value, diagnostics: [...named, ...checkColumns(document, fields)] };
}

function billForm({ columns, tags, null_values: nullValues }: NonNullable<SpecFields['bill']>): BillForm {
  const renamed = (
    list: { prefix: string; key_prefix: string }[] | undefined,
  ): { prefix: string; keyPrefix: string }[] =>
    (list ?? []).map(({ prefix, key_prefix: keyPrefix }) => ({ prefix, keyPrefix }));
  return {
    kind: 'bill',
    columns: columns.map(({ required, ...column }) => ({ ...column, isRequired: required ?? false })),
    tags: {
      prefixes: renamed(tags?.prefixes),
      maps: tags?.maps ?? [],
      mapKeyPrefixes: renamed(tags?.map_key_prefixes),
    },
    nullValues: nullValues ?? [],
  };
}

function documentForm(documents: SpecFields['documents']): DocumentForm {
  return {
    kind: 'documents',
    records: documents?.records ?? [],
    columns: (documents?.columns ?? []).map(({ depth, ...column }) => ({ ...column, depth: depth ?? 0 })),
  };
}

function checkColumns(document: YamlDocument, fields: SpecFields): Diagnostic[] {
  const form = fields.bill ? 'bill' : 'documents';
  const seen = new Set<string>(ownColumns[form]);
  const records = fields.documents?.records?.length ?? 0;
  return (fields[form]?.columns ?? []).flatMap((column, index): Diagnostic[] => {
    const found: Diagnostic[] = [];
    if (seen.has(column.name)) {
      const message = `The raw table has a column "${column.name}" already.`;
      found.push({
        severity: 'error',
        code: 'duplicate-name',
        message,
        ...document.place([form, 'columns', index, 'name']),
      });
    }
    seen.add(column.name);
    if ('depth' in column && (column.depth ?? 0) > records) {
      const message = `"depth" is ${column.depth}, but "records" has ${records} step${records === 1 ? '' : 's'}.`;
      found.push({
        severity: 'error',
        code: 'bad-yaml',
        message,
        ...document.place([form, 'columns', index, 'depth']),
      });
    }
    if ('unless' in column && column.unless !== undefined && !isInteger(fields, column.unless.column)) {
      const message = `"unless" is expected to name an integer column of this spec; got "${column.unless.column}".`;
      found.push({
        severity: 'error',
        code: 'bad-yaml',
        message,
        ...document.place([form, 'columns', index, 'unless', 'column']),
      });
    }
    return found;
  });
}

function isInteger({ documents }: SpecFields, column: string): boolean {
  return documents?.columns.some(({ name, type }) => name === column && type === 'integer') ?? false;
}

function checkSpecName(source: SourceText): Diagnostic[] {
  const name = nameOfFile(source.file);
  const named = checkName(source, 'A load spec');
  if (named.length > 0 || /^raw_[a-z0-9_]+?__[a-z0-9_]+$/.test(name)) return named;
  const message = `A load spec's file is named raw_<source>__<things>.yml, so that {{source "<source>" "<things>"}} finds it; this is "${name}".`;
  return [{ severity: 'error', code: 'bad-name', message, place: { file: source.file } }];
}
