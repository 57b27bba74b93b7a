import * as z from 'zod';
import type { Diagnostic } from '../base/diagnostic.ts';
import type { DiagnosticCode } from '../base/diagnostic-codes.ts';
import { didYouMean } from '../base/nearest-name.ts';
import type { YamlDocument } from './yaml-document.ts';

/** What was read of a file: `value` is absent if it cannot be used, and then a diagnostic says why. */
export interface Parsed<T> {
  readonly value?: T;
  readonly diagnostics: readonly Diagnostic[];
}

/** The document's value in the schema's shape, or an error for each thing that has another one, at its own place. */
export function checkShape<Schema extends z.ZodType>(
  document: YamlDocument,
  schema: Schema,
  code: DiagnosticCode,
): Parsed<z.output<Schema>> {
  if (document.diagnostics.length > 0) return { diagnostics: document.diagnostics };
  const result = schema.safeParse(document.value);
  if (result.success) return { value: result.data, diagnostics: [] };
  return { diagnostics: result.error.issues.flatMap((issue) => explain(document, schema, code, issue)) };
}

function explain(
  document: YamlDocument,
  schema: z.ZodType,
  code: DiagnosticCode,
  issue: z.core.$ZodIssue,
): Diagnostic[] {
  const { path } = issue;
  const got = valueAt(document.value, path);
  const subject = nameOf(path);
  const error = (message: string, hint?: string): Diagnostic[] => [
    { severity: 'error', code, message, ...document.place(path), hint },
  ];
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = keysAt(schema, path);
      return issue.keys.map((key) => ({
        severity: 'error',
        code: 'unknown-key',
        message: `"${key}" is not a key that ${path.length === 0 ? 'may stand here' : `${subject.replace(/^E/, 'e')} may have`}.`,
        ...document.place([...path, key], 'key'),
        hint: didYouMean(key, known) ?? hintFor(valueAt(got, [key]), known),
      }));
    }
    case 'invalid_type': {
      if (got === undefined) return error(`${subject} is missing.`);
      const written = document.written(path);
      const isText = issue.expected === 'string' && written !== undefined;
      const hint = isText ? `Write it in quotes: "${written}".` : undefined;
      return error(
        `${subject} is expected to be ${wordOf(issue.expected)}, got ${shown(got, written)}.`,
        hint,
      );
    }
    case 'invalid_value': {
      const values = issue.values.map(String);
      const written = document.written(path);
      if (got === undefined) return error(`${subject} is missing; expected ${listed(values)}.`);
      const hint = typeof got === 'string' ? didYouMean(got, values) : undefined;
      return error(`${subject} is expected to be ${listed(values)}, got ${shown(got, written)}.`, hint);
    }
    case 'invalid_key':
      return issue.issues.flatMap((inner) => [
        {
          severity: 'error' as const,
          code: inner.code === 'invalid_value' ? ('unknown-key' as const) : code,
          message:
            inner.code === 'invalid_value'
              ? `"${String(path.at(-1))}" is not a name that is known here.`
              : inner.message,
          ...document.place(path, 'key'),
          hint:
            inner.code === 'invalid_value'
              ? (didYouMean(String(path.at(-1)), inner.values.map(String)) ??
                `It may be ${listed(inner.values.map(String))}.`)
              : undefined,
        },
      ]);
    case 'too_small':
      return error(
        `${subject} ${typeof got === 'number' ? `is expected to be at least ${issue.minimum}, got ${got}` : 'is empty'}.`,
      );
    case 'too_big':
      return error(
        `${subject} is expected to be at most ${issue.maximum}, got ${document.written(path) ?? got}.`,
      );
    case 'invalid_union': {
      // A map is told off as the map that it may be.
      const asMap = issue.errors.find((inner) => inner.every(isWithinMap));
      if (isMap(got) && asMap !== undefined) {
        return asMap.flatMap((inner) =>
          explain(document, schema, code, { ...inner, path: [...path, ...inner.path] }),
        );
      }
      const options = keysOfUnion(schema, path);
      if (options === undefined) return error(issue.message);
      if (got === undefined) return error(`${subject} is missing; expected ${listed(options)}.`);
      const hint = typeof got === 'string' ? didYouMean(got, options) : undefined;
      return error(
        `${subject} is expected to be ${listed(options)}, got ${shown(got, document.written(path))}.`,
        hint,
      );
    }
    default:
      return error(issue.message);
  }
}

function isMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWithinMap({ path, code }: z.core.$ZodIssue): boolean {
  return path.length > 0 || code === 'unrecognized_keys';
}

/** What a key with no value often is: the rest of a text that a comma ended, in `{description: one, two}`. */
function hintFor(value: unknown, known: readonly string[]): string {
  return value === null
    ? 'Within { } a comma ends a text: write the whole text in quotes.'
    : `It may have: ${known.join(', ')}.`;
}

function nameOf(path: readonly PropertyKey[]): string {
  const last = path.at(-1);
  if (last === undefined) return 'The document';
  if (typeof last !== 'number') return `"${String(last)}"`;
  const owner = path.at(-2);
  return owner === undefined ? `Entry ${last + 1}` : `Entry ${last + 1} of "${String(owner)}"`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  // Steps are keys of plain maps and lists that YAML gave: looked up one by one, whatever they hold.
  return path.reduce<unknown>(
    (inner, step) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, step) : undefined),
    value,
  );
}

/** The keys that the schema knows at a path. */
function keysAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  return [
    ...new Set(
      schemasAt(schema, path).flatMap((one) => {
        if (one instanceof z.ZodObject) return Object.keys(one.shape);
        return one instanceof z.ZodRecord && one.keyType instanceof z.ZodEnum
          ? one.keyType.options.map(String)
          : [];
      }),
    ),
  ];
}

/** What the key that tells the members of a union apart may hold, if a path leads to it. */
function keysOfUnion(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] | undefined {
  const values = schemasAt(schema, path).flatMap((one) =>
    one instanceof z.ZodLiteral ? [...one.values].map(String) : [],
  );
  return values.length > 0 ? values : undefined;
}

/** The schemas of what stands at a path, through everything that wraps them. */
function schemasAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodType[] {
  const [step, ...rest] = path;
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => schemasAt(option, path));
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodPrefault || schema instanceof z.ZodDefault)
    return schemasAt(schema.unwrap(), path);
  if (schema instanceof z.ZodPipe)
    return schemasAt(schema.in instanceof z.ZodTransform ? schema.out : schema.in, path);
  if (step === undefined) return [schema];
  if (schema instanceof z.ZodRecord) return schemasAt(schema.valueType, rest);
  if (schema instanceof z.ZodArray) return schemasAt(schema.element, rest);
  const inner: z.core.$ZodType | undefined =
    schema instanceof z.ZodObject ? schema.shape[String(step)] : undefined;
  return inner === undefined ? [] : schemasAt(inner, rest);
}

function wordOf(expected: string): string {
  const words: Record<string, string> = {
    string: 'text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    object: 'a map',
    record: 'a map',
  };
  return words[expected] ?? expected;
}

function shown(got: unknown, written: string | undefined): string {
  if (got === null) return 'nothing';
  if (Array.isArray(got)) return 'a list';
  if (typeof got === 'object') return 'a map';
  if (typeof got === 'string') return `"${got}"`;
  return `the ${typeof got} ${written ?? String(got)}`;
}

/** `a, b or c`. */
function listed(values: readonly string[]): string {
  return values.length < 2 ? values.join() : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}
