import * as z from 'zod';
import type { Diagnostic } from '../base/diagnostic.ts';
import type { SourceText } from '../base/source-text.ts';
import { checkName, nameOfFile } from './check-name.ts';
import { checkShape, type Parsed } from './check-shape.ts';
import { columnType, text } from './header-schemas.ts';
import type { Contract } from './project.ts';
import { parseYaml } from './yaml-document.ts';

const contractFile = z.strictObject({
  description: text,
  columns: z.array(z.strictObject({ name: text, type: columnType, description: text.optional() })).min(1),
});

/** A contract, named after its file. */
export function parseContract(source: SourceText): Parsed<Contract> {
  const document = parseYaml(source, 'bad-yaml');
  const { value: fields, diagnostics } = checkShape(document, contractFile, 'bad-yaml');
  const named = checkName(source, 'A contract');
  if (fields === undefined) return { diagnostics: [...named, ...diagnostics] };
  const names = fields.columns.map(({ name }) => name);
  const twice = names.flatMap((name, index): Diagnostic[] => {
    if (names.indexOf(name) === index) return [];
    const message = `The column "${name}" stands in this contract twice.`;
    return [
      { severity: 'error', code: 'duplicate-name', message, ...document.place(['columns', index, 'name']) },
    ];
  });
  const value: Contract = { name: nameOfFile(source.file), file: source.file, ...fields };
  return { value, diagnostics: [...named, ...twice] };
}
