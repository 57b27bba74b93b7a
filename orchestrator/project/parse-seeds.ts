import * as z from 'zod';
import type { Diagnostic } from '../base/diagnostic.ts';
import type { SourceText } from '../base/source-text.ts';
import { nameOfFile } from './check-name.ts';
import { checkShape, type Parsed } from './check-shape.ts';
import { parseSeed, seedEntry } from './parse-seed.ts';
import type { Seed } from './project.ts';
import { parseYaml } from './yaml-document.ts';

/**
 * The CSV files of seeds/, each by its entry in seeds/seeds.yml; a file without an entry, or the reverse, is an error. Of a
 * file that is there and could not be read, nothing more is said.
 */
export function parseSeeds(
  declared: SourceText | undefined,
  files: readonly SourceText[],
  unreadable: readonly string[],
): Parsed<readonly Seed[]> {
  const document = declared && parseYaml(declared, 'bad-yaml');
  const shape = document && checkShape(document, z.record(z.string(), seedEntry), 'bad-yaml');
  if (shape && shape.value === undefined) return { diagnostics: shape.diagnostics };
  const entries = new Map(Object.entries(shape?.value ?? {}));
  for (const file of unreadable) entries.delete(nameOfFile(file));
  const diagnostics: Diagnostic[] = [];
  const seeds: Seed[] = [];
  for (const source of files) {
    const name = nameOfFile(source.file);
    const entry = entries.get(name);
    entries.delete(name);
    if (entry === undefined || document === undefined) {
      const message = `The seed "${name}" has no entry in seeds/seeds.yml that says what its columns are.`;
      diagnostics.push({ severity: 'error', code: 'bad-seed', message, place: { file: source.file } });
      continue;
    }
    const seed = parseSeed(source, entry, document);
    diagnostics.push(...seed.diagnostics);
    if (seed.value) seeds.push(seed.value);
  }
  for (const name of entries.keys()) {
    const message = `There is no file seeds/${name}.csv.`;
    diagnostics.push({ severity: 'error', code: 'bad-seed', message, ...document?.place([name], 'key') });
  }
  return { value: seeds, diagnostics };
}
