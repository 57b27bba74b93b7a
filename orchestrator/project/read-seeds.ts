import type { Parsed } from './check-shape.ts';
import type { ParseOnce } from './parse-once.ts';
import type { Seed } from './project.ts';
import { readFolder } from './read-folder.ts';
import { readTextIfThere } from './read-text.ts';

/** The seeds of seeds/, with all that is wrong with any of them. */
export async function readSeeds(root: string, parseOnce: ParseOnce): Promise<Parsed<readonly Seed[]>> {
  const declared = readTextIfThere(root, 'seeds/seeds.yml');
  if (declared.diagnostics.length > 0) return { diagnostics: declared.diagnostics };
  const files = readFolder(root, 'seeds', '.csv');
  const texts = files.flatMap(({ value }) => value ?? []);
  const unreadable = files.flatMap(({ file, value }) => (value === undefined ? [file] : []));
  // What a folder holds that cannot be listed is not missing.
  if (unreadable.some((file) => !file.endsWith('.csv')))
    return { diagnostics: files.flatMap(({ diagnostics }) => diagnostics) };
  const parsed = await parseOnce({
    kind: 'seeds',
    sources: [...(declared.value ? [declared.value] : []), ...texts],
    settings: unreadable,
    parse: ({ parseSeeds }) => parseSeeds(declared.value, texts, unreadable),
  });
  return {
    ...parsed,
    diagnostics: [...files.flatMap(({ diagnostics }) => diagnostics), ...parsed.diagnostics],
  };
}
