import { z } from 'zod';
import { type Checked, checked, type Diagnostic } from '../base/diagnostic.ts';
import { didYouMean } from '../base/nearest-name.ts';
import type { SourceText } from '../base/source-text.ts';
import { nameOfFile } from './check-name.ts';
import { checkShape, type Parsed } from './check-shape.ts';
import { listFiles } from './list-files.ts';
import { parseAssertion } from './parse-assertion.ts';
import { parseContract } from './parse-contract.ts';
import { parseLoadSpec } from './parse-load-spec.ts';
import { parseMacro } from './parse-macro.ts';
import { parseModel } from './parse-model.ts';
import { type ProjectFile, parseProjectFile } from './parse-project-file.ts';
import { parseSeed, seedEntry } from './parse-seed.ts';
import type { Model, Project, Seed } from './project.ts';
import { readText } from './read-text.ts';
import { parseYaml } from './yaml-document.ts';

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
  const diagnostics: Diagnostic[] = [...projectFile.diagnostics];
  const keep = <T>(parsed: readonly Parsed<T>[]): T[] => {
    diagnostics.push(...parsed.flatMap((one) => one.diagnostics));
    return parsed.flatMap((one) => (one.value === undefined ? [] : [one.value]));
  };
  const read = async (folder: string, ending: string): Promise<SourceText[]> => {
    const files = await listFiles(root, folder, ending);
    return keep(await Promise.all(files.map((file) => readText(root, file))));
  };

  const [models, specs, contracts, macros, assertions, seedFiles] = await Promise.all([
    read('models', '.sql'),
    read('models/raw', '.yml'),
    read('models/contracts', '.yml'),
    read('macros', '.sql'),
    read('tests/assertions', '.sql'),
    read('seeds', '.csv'),
  ]);
  const seeds = keep([await readSeeds(root, seedFiles)]).flat();
  const folders = {
    models: keep(models.map((source) => parseModelOfLayer(source, projectFile.value))),
    seeds,
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

async function readSeeds(root: string, files: readonly SourceText[]): Promise<Parsed<readonly Seed[]>> {
  const { value: source, diagnostics: unreadable } = await readText(root, 'seeds/seeds.yml');
  if (unreadable.length > 0) return { diagnostics: unreadable };
  const document = source && parseYaml(source, 'bad-yaml');
  const shape = document && checkShape(document, z.record(z.string(), seedEntry), 'bad-yaml');
  if (shape && shape.value === undefined) return { diagnostics: shape.diagnostics };
  const entries = new Map(Object.entries(shape?.value ?? {}));
  const diagnostics: Diagnostic[] = [];
  const seeds: Seed[] = [];
  for (const file of files) {
    const name = nameOfFile(file.file);
    const entry = entries.get(name);
    entries.delete(name);
    if (entry === undefined || document === undefined) {
      const message = `The seed "${name}" has no entry in seeds/seeds.yml that says what its columns are.`;
      diagnostics.push({ severity: 'error', code: 'bad-seed', message, place: { file: file.file } });
      continue;
    }
    const seed = parseSeed(file, entry, document);
    diagnostics.push(...seed.diagnostics);
    if (seed.value) seeds.push(seed.value);
  }
  for (const name of entries.keys()) {
    const message = `There is no file seeds/${name}.csv.`;
    diagnostics.push({ severity: 'error', code: 'bad-seed', message, ...document?.place([name], 'key') });
  }
  return { value: seeds, diagnostics };
}
