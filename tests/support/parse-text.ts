import { helperParameters } from '../../orchestrator/base/helper-parameters.ts';
import { parseTemplate } from '../../orchestrator/templates/parse-template.ts';
import { type RenderedTemplate, renderTemplate } from '../../orchestrator/templates/render-template.ts';
import type { ParsedTemplate } from '../../orchestrator/templates/template.ts';

/** Macros of a test: parameters, separated by spaces, and body, by name. */
export type TestMacros = Readonly<Record<string, readonly [parameters: string, body: string]>>;

const split = (parameters: string): string[] => parameters.split(' ').filter((name) => name !== '');

/** A template of nothing but its text. */
export function parseText(
  text: string,
  macros: TestMacros = {},
  parameters: readonly string[] = [],
  file = 'model.sql',
): ParsedTemplate {
  const knownMacros = new Map(Object.entries(macros).map(([name, [names]]) => [name, split(names)]));
  return parseTemplate({ file, text, bodyOffset: 0, knownMacros, helperParameters, parameters });
}

/** The same, rendered: a word gives its own name with its arguments, as `ref(a)`. */
export function renderText(text: string, macros: TestMacros = {}, isIncremental = false): RenderedTemplate {
  const parsed = Object.entries(macros).map(
    ([name, [names, body]]) => [name, parseText(body, macros, split(names), `${name}.sql`)] as const,
  );
  const template = parseText(text, macros);
  const mistakes = [template, ...parsed.map(([, macro]) => macro)].flatMap(({ diagnostics }) => diagnostics);
  if (mistakes.length > 0) throw new Error(mistakes.map(({ message }) => message).join('\n'));
  const answer = (call: { word: string; arguments: readonly string[] }): string =>
    call.word === 'literal'
      ? `'${call.arguments.join()}'`
      : call.word === 'var'
        ? call.arguments.join()
        : `${call.word}(${call.arguments.join(', ')})`;
  return renderTemplate(template, { macros: new Map(parsed), isIncremental, answer });
}
