import type { Parsed } from './check-shape.ts';
import { listFiles } from './list-files.ts';
import type { ParseOnce } from './parse-once.ts';
import type { Seed } from './project.ts';
import { readText } from './read-text.ts';

/** The seeds of seeds/, with all that is wrong with any of them. */
export async function readSeeds(root: string, parseOnce: ParseOnce): Promise<Parsed<readonly Seed[]>> {
  const declared = readText(root, 'seeds/seeds.yml');
  if (declared.diagnostics.length > 0) return { diagnostics: declared.diagnostics };
  const files = listFiles(root, 'seeds', '.csv').map((file) => ({ file, ...readText(root, file) }));
  const texts = files.flatMap(({ value }) => value ?? []);
  const unreadable = files.flatMap(({ file, value }) => (value === undefined ? [file] : []));
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
