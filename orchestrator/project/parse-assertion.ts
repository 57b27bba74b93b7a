import * as z from 'zod';
import { nodeName } from '../base/names.ts';
import type { SourceText } from '../base/source-text.ts';
import { checkName, nameOfFile } from './check-name.ts';
import type { Parsed } from './check-shape.ts';
import { severity, text } from './header-schemas.ts';
import { parseHeader } from './parse-header.ts';
import type { Assertion } from './project.ts';

const assertionHeader = z.strictObject({
  description: text,
  severity: severity.optional(),
  reads: z.enum(['built', 'published']).optional(),
  tags: z.array(text).optional(),
});

/** An assertion, named after its file. */
export function parseAssertion(source: SourceText): Parsed<Assertion> {
  const named = checkName(source, 'An assertion');
  const { value: header, diagnostics } = parseHeader(source, assertionHeader, 'An assertion');
  if (header === undefined) return { diagnostics: [...named, ...diagnostics] };
  const { fields, bodyOffset } = header;
  const value: Assertion = {
    name: nodeName(nameOfFile(source.file)),
    file: source.file,
    text: source.text,
    bodyOffset,
    description: fields.description,
    severity: fields.severity ?? 'error',
    reads: fields.reads ?? 'built',
    tags: fields.tags ?? [],
  };
  return { value, diagnostics: named };
}
