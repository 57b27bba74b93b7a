import * as z from 'zod';
import type { Diagnostic } from '../base/diagnostic.ts';
import type { SourceText } from '../base/source-text.ts';
import { checkName, nameOfFile } from './check-name.ts';
import type { Parsed } from './check-shape.ts';
import { text } from './header-schemas.ts';
import { parseHeader } from './parse-header.ts';
import type { Macro } from './project.ts';

const macroHeader = z.strictObject({ description: text, parameters: z.array(text).optional() });

/** A macro, named after its file. */
export function parseMacro(source: SourceText): Parsed<Macro> {
  const named = checkName(source, 'A macro');
  const { value: header, diagnostics } = parseHeader(source, macroHeader, 'A macro');
  if (header === undefined) return { diagnostics: [...named, ...diagnostics] };
  const { fields, document, bodyOffset } = header;
  const parameters = fields.parameters ?? [];
  const bad = parameters.flatMap((parameter, index): Diagnostic[] => {
    const isName = /^[a-z_][a-z0-9_]*$/.test(parameter);
    if (isName && parameters.indexOf(parameter) === index) return [];
    const message = isName
      ? `The parameter "${parameter}" stands here twice.`
      : `The parameter "${parameter}" is expected to be lower-case letters, digits and underscores.`;
    return [{ severity: 'error', code: 'bad-header', message, ...document.place(['parameters', index]) }];
  });
  const value: Macro = {
    name: nameOfFile(source.file),
    file: source.file,
    text: source.text,
    bodyOffset,
    description: fields.description,
    parameters,
  };
  return { value, diagnostics: [...named, ...bad] };
}
