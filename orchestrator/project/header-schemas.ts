import * as z from 'zod';
import { columnTypes } from '../base/column-type.ts';

/** The keys that stand in more than one kind of file. What no schema names is an error. */
export const text = z.string().trim().min(1);
/** As they stand in a table, blanks around them and nothing at all included. */
const values = z.array(z.string()).min(1);
export const severity = z.enum(['error', 'warn']);
export const materialized = z.enum(['table', 'view', 'incremental', 'history']);
export const columnType = z.enum(columnTypes);

const columnTest = z.preprocess(
  // `- not_null` is short for `- not_null: true`.
  (test) => (typeof test === 'string' ? { [test]: true } : test),
  z.strictObject({
    not_null: z.literal(true).optional(),
    unique: z.literal(true).optional(),
    accepted_values: values.optional(),
    relationships: z.strictObject({ to: text, field: text }).optional(),
    severity: severity.optional(),
  }),
);

/** A test of the whole relation: one key that says which, and perhaps `severity`. */
export const relationTest = z.strictObject({
  not_null: z.array(text).min(1).optional(),
  unique: z.array(text).min(1).optional(),
  accepted_values: z.strictObject({ column: text, values }).optional(),
  relationships: z.strictObject({ column: text, to: text, field: text }).optional(),
  adds_up_to: z
    .strictObject({ model: text, by: z.array(text).min(1), sum: text, other_sum: text.optional() })
    .optional(),
  severity: severity.optional(),
});

const columnKeys = {
  description: text.optional(),
  nullable: z.boolean().optional(),
  tests: z.array(columnTest).optional(),
};

/** How Redshift lays a table out: `{dist: line_group, sort: [statement_month, line_group]}`. `sort: []` takes the layer's default off. */
export const tableKeys = z.strictObject({ dist: text.optional(), sort: z.array(text).optional() });

/** A column of a model: `name:` alone is enough. */
export const modelColumn = z.preprocess(
  (column) => column ?? {},
  z.strictObject({ ...columnKeys, type: columnType.optional() }),
);

/** A column of a seed, whose cells are checked against its type. */
export const seedColumn = z.strictObject({ ...columnKeys, type: columnType });

export type RelationTestFields = z.output<typeof relationTest>;
export type ColumnFields = z.output<typeof modelColumn>;
