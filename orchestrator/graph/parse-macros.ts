import type { Diagnostic } from '../base/diagnostic.ts';
import { helperParameters } from '../base/helper-parameters.ts';
import type { Memo } from '../base/memo.ts';
import { placeAt } from '../base/source-text.ts';
import type { Macro, Project } from '../project/project.ts';
import type { ParsedTemplate, TemplateUse } from '../templates/template.ts';
import { reservedWords } from '../templates/words.ts';
import { findCycles } from './find-cycles.ts';
import { parseTemplatesWith } from './parse-templates-with.ts';

/** The macros of a project, read. */
export interface ParsedMacros {
  readonly templates: ReadonlyMap<string, ParsedTemplate>;
  readonly parameters: ReadonlyMap<string, readonly string[]>;
  readonly diagnostics: readonly Diagnostic[];
  /** What a macro uses, also by way of other macros. */
  usesOf(name: string): readonly TemplateUse[];
}

/** Reads all macros; none may take the name of a word of the language, nor use itself. */
export function parseMacros(project: Project, memo: Memo): ParsedMacros {
  const parameters = new Map(project.macros.map((macro) => [macro.name, macro.parameters]));
  const parse = parseTemplatesWith(parameters, memo);
  const templates = new Map(project.macros.map((macro) => [macro.name, parse(macro)]));
  const callees = (name: string): string[] =>
    templates.get(name)?.uses.flatMap((use) => (use.kind === 'macro' ? [use.name] : [])) ?? [];
  const cycles = findCycles(templates.keys(), callees);
  const inCycle = cycles.map((way) => describeMacroCycle(way, templates));

  const gathered = new Map<string, readonly TemplateUse[]>();
  const usesOf = (name: string): readonly TemplateUse[] => {
    const known = gathered.get(name);
    if (known !== undefined) return known;
    // Set before the walk goes on, so that a cycle, which is reported, ends it.
    gathered.set(name, []);
    const uses = templates.get(name)?.uses ?? [];
    const all = [...uses, ...callees(name).flatMap((callee) => usesOf(callee))];
    gathered.set(name, all);
    return all;
  };
  return {
    templates,
    parameters,
    diagnostics: [
      ...project.macros.flatMap(checkNames),
      ...[...templates.values()].flatMap((template) => template.diagnostics),
      ...inCycle,
    ],
    usesOf,
  };
}

function checkNames({ name, file, parameters }: Macro): Diagnostic[] {
  const taken = (word: string): boolean => reservedWords.has(word) || Object.hasOwn(helperParameters, word);
  const mistake = (message: string): Diagnostic => ({
    severity: 'error',
    code: 'duplicate-name',
    message,
    place: { file },
  });
  return [
    ...(taken(name) ? [mistake(`The macro "${name}" has the name of a word of the template language.`)] : []),
    ...parameters
      .filter((parameter) => taken(parameter))
      .map((parameter) =>
        mistake(`The parameter "${parameter}" has the name of a word of the template language.`),
      ),
  ];
}

function describeMacroCycle(
  way: readonly string[],
  templates: ReadonlyMap<string, ParsedTemplate>,
): Diagnostic {
  const [first = '', ...rest] = way;
  const second = rest[0] ?? first;
  const template = templates.get(first);
  const call = template?.uses.find((use) => use.kind === 'macro' && use.name === second);
  const through = rest.length === 0 ? '' : ` by way of ${rest.map((name) => `"${name}"`).join(', ')}`;
  return {
    severity: 'error',
    code: 'cycle',
    message: `The macro "${first}" uses itself${through}.`,
    ...(template && call && placeAt(template.source, call.start, call.end)),
    hint: 'A macro may use other macros, but never itself.',
  };
}
