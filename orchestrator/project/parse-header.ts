import type { z } from 'zod';
import { placeAt, type SourceText } from '../base/source-text.ts';
import { checkShape, type Parsed } from './check-shape.ts';
import { headerComment } from './header-comment.ts';
import { parseYaml, type YamlDocument } from './yaml-document.ts';

/** A SQL file's header: YAML in its first comment. */
export interface Header<T> {
  readonly fields: T;
  readonly document: YamlDocument;
  /** The offset after the comment's end. */
  readonly bodyOffset: number;
}

/** Reads the YAML header of a SQL file; `things` says what the file is: "A model". */
export function parseHeader<Schema extends z.ZodType>(
  source: SourceText,
  schema: Schema,
  things: string,
): Parsed<Header<z.output<Schema>>> {
  const { text } = source;
  const comment = headerComment(text);
  if (comment === undefined) {
    const message = `${things} begins with a comment that describes it, in YAML; this file has none.`;
    const hint = 'Put this at its beginning:\n/*\ndescription: What one row is.\n*/';
    return {
      diagnostics: [
        {
          severity: 'error',
          code: 'bad-header',
          message,
          ...placeAt(source, Math.max(0, text.search(/\S/))),
          hint,
        },
      ],
    };
  }
  const { start, end, bodyOffset } = comment;
  if (end < 0) {
    const message = 'The comment that is the header never ends.';
    return {
      diagnostics: [
        {
          severity: 'error',
          code: 'bad-header',
          message,
          ...placeAt(source, start, start + 2),
          hint: 'Close it with */.',
        },
      ],
    };
  }
  const document = parseYaml(source, 'bad-header', start + 2, end);
  const { value: fields, diagnostics } = checkShape(document, schema, 'bad-header');
  if (fields === undefined) return { diagnostics };
  if (text.slice(bodyOffset).trim() === '') {
    const message = `${things} has SQL after its header; this file ends with it.`;
    return {
      diagnostics: [{ severity: 'error', code: 'bad-header', message, ...placeAt(source, end, bodyOffset) }],
    };
  }
  return { value: { fields, document, bodyOffset }, diagnostics: [] };
}
