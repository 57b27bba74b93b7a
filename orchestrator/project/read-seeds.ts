import { z } from 'zod';
import type { Diagnostic } from '../base/diagnostic.ts';
import { nameOfFile } from './check-name.ts';
import { checkShape, type Parsed } from './check-shape.ts';
import { listFiles } from './list-files.ts';
import { parseSeed, seedEntry } from './parse-seed.ts';
import type { Seed } from './project.ts';
import { readText } from './read-text.ts';
import { parseYaml } from './yaml-document.ts';

/** The CSV files of seeds/, each by its entry in seeds/seeds.yml; a file without an entry, or the reverse, is an error. */
export async function readSeeds(root: string): Promise<Parsed<readonly Seed[]>> {
  const files = await listFiles(root, 'seeds', '.csv');
  const declared = await readText(root, 'seeds/seeds.yml');
  if (declared.diagnostics.length > 0) return { diagnostics: declared.diagnostics };
  const document = declared.value && parseYaml(declared.value, 'bad-yaml');
  const shape = document && checkShape(document, z.record(z.string(), seedEntry), 'bad-yaml');
  if (shape && shape.value === undefined) return { diagnostics: shape.diagnostics };
  const entries = new Map(Object.entries(shape?.value ?? {}));
  const diagnostics: Diagnostic[] = [];
  const seeds: Seed[] = [];
  for (const file of files) {
    const name = nameOfFile(file);
    const entry = entries.get(name);
    entries.delete(name);
    if (entry === undefined || document === undefined) {
      const message = `The seed "${name}" has no entry in seeds/seeds.yml that says what its columns are.`;
      diagnostics.push({ severity: 'error', code: 'bad-seed', message, place: { file } });
      continue;
    }
    const read = await readText(root, file);
    const seed = read.value && parseSeed(read.value, entry, document);
    diagnostics.push(...read.diagnostics, ...(seed?.diagnostics ?? []));
    if (seed?.value) seeds.push(seed.value);
  }
  for (const name of entries.keys()) {
    const message = `There is no file seeds/${name}.csv.`;
    diagnostics.push({ severity: 'error', code: 'bad-seed', message, ...document?.place([name], 'key') });
  }
  return { value: seeds, diagnostics };
}
