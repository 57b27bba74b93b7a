import type { StatementMonth } from '../../base/names.ts';
import type { SourceName } from '../../project/project.ts';
import type { LoadedFile } from './loaded-files.ts';

/** What a load makes of the files that were remembered before it. */
export interface RememberedAfter {
  /** Files that it was not about; a bill of which some months were replaced has the others left. */
  readonly others: readonly LoadedFile[];
  /** Files that are to be forgotten. */
  readonly gone: readonly LoadedFile[];
  /** Load specs of bills that are no longer in the project, and whose raw relations are to go as a whole. */
  readonly abandoned: readonly string[];
}

/**
 * A bill file stays as far as no file of this load is for its months. An event file, whose events nobody can be asked for again, stays
 * until its own path is given with another content: `given` has the paths of all files of this load. Its content may be that of
 * several paths, each of which is remembered. Bills of a load spec that is not among `specs`, those of the project, stay all or none: from a raw
 * relation that nobody knows the shape of no month can be taken, and it would bring that back with its spec.
 */
export function rememberedAfter(
  remembered: readonly LoadedFile[],
  files: readonly LoadedFile[],
  given: ReadonlySet<string>,
  specs: ReadonlySet<string>,
): RememberedAfter {
  const ids = new Set(files.map(({ fileId }) => fileId));
  const contents = new Set(files.map(({ source, sha256 }) => `${source} ${sha256}`));
  const keys = new Set(files.map(keyOf));
  const months = new Set<StatementMonth>(files.flatMap((file) => file.months));
  const others: LoadedFile[] = [];
  const gone: LoadedFile[] = [];
  const broken = new Set<string>();
  for (const file of remembered) {
    if (file.source !== 'bill') {
      if (keys.has(keyOf(file))) continue;
      (given.has(givenPath(file.source, file.path)) ? gone : others).push(file);
      continue;
    }
    if (contents.has(`${file.source} ${file.sha256}`)) {
      if (!keys.has(keyOf(file))) broken.add(file.path);
      // Read again, perhaps for another month, it has another id.
      if (!ids.has(file.fileId)) gone.push(file);
      continue;
    }
    const left = file.months.filter((month) => !months.has(month));
    if (left.length === file.months.length) others.push(file);
    else if (left.length > 0) others.push({ ...file, months: left, isWhole: false });
    else {
      gone.push(file);
      broken.add(file.path);
    }
  }
  // An archive of which one member is forgotten has to be read again, or that member's month would never come back.
  const marked = others.map((file) =>
    file.source === 'bill' && broken.has(file.path) ? { ...file, isWhole: false } : file,
  );
  const staying = new Set(others);
  const abandoned = new Set(
    remembered
      .filter((file) => file.source === 'bill' && !specs.has(file.spec) && !staying.has(file))
      .map(({ spec }) => spec),
  );
  return {
    others: marked.filter(({ spec }) => !abandoned.has(spec)),
    gone: [...new Set([...gone, ...remembered.filter(({ spec }) => abandoned.has(spec))])],
    abandoned: [...abandoned],
  };
}

/** How a path of a source stands in `given`. */
export function givenPath(source: SourceName, path: string): string {
  return `${source} ${path}`;
}

function keyOf({ source, spec, sha256, path, member }: LoadedFile): string {
  return JSON.stringify([source, spec, sha256, path, member]);
}
