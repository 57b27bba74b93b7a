import { type Checked, checked, type Diagnostic } from '../base/diagnostic.ts';
import { didYouMean } from '../base/nearest-name.ts';
import type { SourceText } from '../base/source-text.ts';
import type { Parsed } from './check-shape.ts';
import { listFiles } from './list-files.ts';
import { parseAssertion } from './parse-assertion.ts';
import { parseContract } from './parse-contract.ts';
import { parseLoadSpec } from './parse-load-spec.ts';
import { parseMacro } from './parse-macro.ts';
import { parseModel } from './parse-model.ts';
import { type ProjectFile, parseProjectFile } from './parse-project-file.ts';
import type { Model, Project } from './project.ts';
import { readSeeds } from './read-seeds.ts';
import { readText } from './read-text.ts';

/** Everything in the project's folder, or all that is wrong with its files one by one. `root` is an absolute path. */
export async function readProject(root: string): Promise<Checked<Project>> {
  const projectText = await readText(root, 'project.yml');
  if (projectText.value === undefined) {
    return {
      ok: false,
      diagnostics: projectText.diagnostics.length > 0 ? projectText.diagnostics : [noProject],
    };
  }
  const projectFile = parseProjectFile(projectText.value);
  // What a file that cannot be read would say of the others is not known, and each would be told off for it.
  if (projectFile.value === undefined && projectFile.diagnostics.some(({ code }) => code === 'bad-yaml'))
    return { ok: false, diagnostics: projectFile.diagnostics };
  const diagnostics: Diagnostic[] = [...projectFile.diagnostics];
  const keep = <T>(parsed: readonly Parsed<T>[]): T[] => {
    diagnostics.push(...parsed.flatMap((one) => one.diagnostics));
    return parsed.flatMap((one) => (one.value === undefined ? [] : [one.value]));
  };
  const read = async (folder: string, ending: string): Promise<SourceText[]> => {
    const files = await listFiles(root, folder, ending);
    return keep(await Promise.all(files.map((file) => readText(root, file))));
  };

  const [models, specs, contracts, macros, assertions, seeds] = await Promise.all([
    read('models', '.sql'),
    read('models/raw', '.yml'),
    read('models/contracts', '.yml'),
    read('macros', '.sql'),
    read('tests/assertions', '.sql'),
    readSeeds(root),
  ]);
  const folders = {
    models: keep(models.map((source) => parseModelOfLayer(source, projectFile.value))),
    seeds: keep([seeds]).flat(),
    macros: keep(macros.map(parseMacro)),
    loadSpecs: keep(specs.map(parseLoadSpec)),
    contracts: keep(contracts.map(parseContract)),
    assertions: keep(assertions.map(parseAssertion)),
  };
  if (projectFile.value === undefined) return { ok: false, diagnostics };
  const { layerDefaults: _used, ...fields } = projectFile.value;
  return checked({ root, ...fields, ...folders }, diagnostics);
}

const noProject: Diagnostic = {
  severity: 'error',
  code: 'no-project',
  message: 'There is no project.yml in this folder.',
  hint: 'Run it in the folder of the project.',
};

function parseModelOfLayer(source: SourceText, project: ProjectFile | undefined): Parsed<Model> {
  const [, layer, ...inside] = source.file.split('/');
  // Without a readable project.yml no layer is known, and each model would be told off for it.
  const layers = project?.layers.filter((name) => name !== 'raw');
  if (layer === undefined || inside.length === 0 || (layers !== undefined && !layers.includes(layer))) {
    const message =
      layer === 'raw'
        ? 'models/raw/ holds load specs, which are .yml files; a model stands in a later layer.'
        : `A model stands in the folder of its layer; ${inside.length === 0 ? 'this file is in none' : `"${layer}" is not a layer`}.`;
    const near = inside.length === 0 ? undefined : didYouMean(layer ?? '', layers ?? []);
    const hint = near ?? (layers && `The layers are: ${layers.join(', ')}.`);
    return {
      diagnostics: [
        { severity: 'error', code: 'unknown-layer', message, place: { file: source.file }, hint },
      ],
    };
  }
  return parseModel(source, layer, project?.layerDefaults.get(layer));
}
