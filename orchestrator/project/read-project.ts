import path from 'node:path';
import { type Checked, checked, type Diagnostic } from '../base/diagnostic.ts';
import { type Memo, noMemo } from '../base/memo.ts';
import { didYouMean } from '../base/nearest-name.ts';
import type { SourceText } from '../base/source-text.ts';
import type { Parsed } from './check-shape.ts';
import { type ParseOnce, type ParseTask, parseOnceWith } from './parse-once.ts';
import type { ProjectFile } from './parse-project-file.ts';
import type { Macro, Model, Project } from './project.ts';
import { readFolder } from './read-folder.ts';
import { readSeeds } from './read-seeds.ts';
import { readTextIfThere } from './read-text.ts';

/** Begins to parse what follows the headers of models, and gives what is to be called, and waited for, when the headers are parsed. */
export type ParseAhead = (macros: readonly Macro[], models: readonly SourceText[]) => () => Promise<void>;

/**
 * Everything in the project's folder, or all that is wrong with its files one by one. `root` is an absolute path. A file of
 * which the memo knows what it says is read, to know that it is still the same, and not parsed again.
 */
export async function readProject(
  root: string,
  memo: Memo = noMemo,
  parseAhead?: ParseAhead,
): Promise<Checked<Project>> {
  const parseOnce = parseOnceWith(memo);
  const projectText = readTextIfThere(root, 'project.yml');
  if (projectText.value === undefined) {
    return {
      ok: false,
      diagnostics: projectText.diagnostics.length > 0 ? projectText.diagnostics : [noProject(root)],
    };
  }
  const source = projectText.value;
  const projectFile = await parseOnce({
    kind: 'project file',
    sources: [source],
    parse: ({ parseProjectFile }) => parseProjectFile(source),
  });
  // What it would say of the models is not known, and each would be told off for it.
  if (projectFile.value === undefined) return { ok: false, diagnostics: projectFile.diagnostics };
  const diagnostics: Diagnostic[] = [...projectFile.diagnostics];
  const keep = <T>(parsed: readonly Parsed<T>[]): T[] => {
    diagnostics.push(...parsed.flatMap((one) => one.diagnostics));
    return parsed.flatMap((one) => (one.value === undefined ? [] : [one.value]));
  };
  const unread = new Set<string>();
  const read = (folder: string, ending: string): SourceText[] => {
    const files = readFolder(root, folder, ending).filter(({ file }) => !unread.has(file));
    // models/ holds the folders of load specs and contracts: one that cannot be listed is told once.
    for (const { file, value } of files) if (value === undefined) unread.add(file);
    return keep(files);
  };
  const parseEach = async <T extends object>(
    kind: string,
    sources: readonly SourceText[],
    parse: (...given: [...Parameters<ParseTask<T>['parse']>, SourceText]) => Parsed<T>,
  ): Promise<T[]> =>
    keep(
      await Promise.all(
        sources.map((one) => parseOnce({ kind, sources: [one], parse: (parsers) => parse(parsers, one) })),
      ),
    );

  const texts = {
    models: read('models', '.sql'),
    specs: read('models/raw', '.yml'),
    contracts: read('models/contracts', '.yml'),
    macros: read('macros', '.sql'),
    assertions: read('tests/assertions', '.sql'),
  };
  const parseModel = parserOfModels(projectFile.value, parseOnce);
  const macros = await parseEach('macro', texts.macros, ({ parseMacro }, one) => parseMacro(one));
  const endAhead = parseAhead?.(macros, texts.models);
  const folders = {
    macros,
    models: keep(await Promise.all(texts.models.map(parseModel))),
    seeds: keep([await readSeeds(root, parseOnce)]).flat(),
    loadSpecs: await parseEach('load spec', texts.specs, ({ parseLoadSpec }, one) => parseLoadSpec(one)),
    contracts: await parseEach('contract', texts.contracts, ({ parseContract }, one) => parseContract(one)),
    assertions: await parseEach('assertion', texts.assertions, ({ parseAssertion }, one) =>
      parseAssertion(one),
    ),
  };
  await endAhead?.();
  const { layerDefaults: _used, ...fields } = projectFile.value;
  return checked({ root, ...fields, ...folders }, diagnostics);
}

function noProject(root: string): Diagnostic {
  return {
    severity: 'error',
    code: 'no-project',
    message: `There is no project.yml in the folder "${path.basename(root) || root}".`,
    hint: 'Run it in the folder of the project or below it, or name that folder with --project-dir.',
  };
}

/** What parses the file of a model, which stands in a layer of the project and is kept as that says. */
function parserOfModels(
  project: ProjectFile,
  parseOnce: ParseOnce,
): (source: SourceText) => Promise<Parsed<Model>> {
  const layers = project.layers.filter((name) => name !== 'raw');
  const defaults = new Map(project.layerDefaults);
  return async (source) => {
    const [, layer, ...inside] = source.file.split('/');
    if (layer !== undefined && inside.length > 0 && layers.includes(layer)) {
      const ofLayer = defaults.get(layer);
      return parseOnce({
        kind: 'model',
        sources: [source],
        settings: [JSON.stringify(ofLayer ?? {})],
        parse: ({ parseModel }) => parseModel(source, layer, ofLayer),
      });
    }
    const message =
      layer === 'raw'
        ? 'models/raw/ holds load specs, which are .yml files; a model stands in a later layer.'
        : `A model stands in the folder of its layer; ${inside.length === 0 ? 'this file is in none' : `"${layer}" is not a layer`}.`;
    const near = inside.length === 0 ? undefined : didYouMean(layer ?? '', layers);
    const hint = near ?? `The layers are: ${layers.join(', ')}.`;
    return {
      diagnostics: [
        { severity: 'error', code: 'unknown-layer', message, place: { file: source.file }, hint },
      ],
    };
  };
}
