import Handlebars from 'handlebars';
import type { Diagnostic } from '../base/diagnostic.ts';
import { placeAt, sourceText } from '../base/source-text.ts';
import { explainSyntax } from './explain-syntax.ts';
import { findCode } from './find-code.ts';
import type { ParsedTemplate } from './template.ts';
import { translate } from './translate.ts';
import { beginWalk } from './walk.ts';

export interface TemplateToParse {
  readonly file: string;
  /** The file's whole text; the template is what follows `bodyOffset`. */
  readonly text: string;
  readonly bodyOffset: number;
  /** The parameters of each macro of the project. */
  readonly knownMacros: ReadonlyMap<string, readonly string[]>;
  /** The parameters of each helper that warehouses answer. */
  readonly helperParameters: Readonly<Record<string, readonly string[]>>;
  /** Of a macro's own body. */
  readonly parameters?: readonly string[];
}

/**
 * Reads a template without rendering it: Handlebars' parser, then our own walk of its tree. What is not of the language,
 * every unknown name and every wrong argument is a diagnostic with its place. Comments, and a semicolon at the end, are no
 * part of the template; what looks like an expression in a comment stays as it is.
 */
export function parseTemplate(template: TemplateToParse): ParsedTemplate {
  const { file, text, bodyOffset, parameters = [] } = template;
  const source = sourceText(file, text);
  const code = findCode(text, bodyOffset);
  const found = { file, source, parameters };
  const mistake = (start: number, end: number, message: string, hint?: string): Diagnostic => ({
    severity: 'error',
    code: 'bad-template',
    message,
    ...placeAt(source, start, end),
    hint,
  });

  const diagnostics = code.semicolons.map((at) =>
    mistake(at, at + 1, 'A file holds one query; this semicolon ends one in the middle of the file.'),
  );
  for (const { start, end } of code.mustaches) {
    // Handlebars makes the same block of four braces as of two, and text of all that stands in it.
    if (text.startsWith('{{{{', start)) {
      const hint = 'A block has two: {{#if incremental}} … {{/if}}.';
      diagnostics.push(mistake(start, end, 'Four braces are not of the template language.', hint));
    }
    if (start === 0 || text[start - 1] !== '\\') continue;
    const hint = 'Braces that are not an expression have a space between them.';
    diagnostics.push(
      mistake(start - 1, start + 2, 'A backslash before {{ is not of the template language.', hint),
    );
  }
  // Handlebars counts the columns behind one wrongly, so that other text than what stands there would be taken for SQL.
  for (const { index } of code.text.matchAll(/[\u2028\u2029]/g)) {
    const message =
      'This line has a separator of lines (U+2028) or paragraphs (U+2029), which is not of the template language.';
    const hint = 'Take it out: it is invisible, and comes along with text that is copied from elsewhere.';
    diagnostics.push(mistake(index, index + 1, message, hint));
  }
  if (diagnostics.length > 0) return { ...found, parts: [], uses: [], diagnostics };

  let tree: hbs.AST.Program;
  try {
    tree = Handlebars.parse(code.text.slice(code.start, code.end));
  } catch (error) {
    // Handlebars names a line at best; the places come from looking at the expressions one by one.
    const fallback = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    const mistakes = explainSyntax(code.text, code.mustaches, fallback);
    return {
      ...found,
      parts: [],
      uses: [],
      diagnostics: mistakes.map((one) => mistake(one.start, one.end, one.message, one.hint)),
    };
  }
  const walk = beginWalk(source, code.start, code.end, { ...template, parameters });
  return { ...found, ...translate(walk, tree) };
}
