import type { DocumentsContent } from '../file-load.ts';
import { duckdbDialect } from './dialect.ts';

const { literal } = duckdbDialect;

/** Keys with the keys below them; the last key of a path has none. */
interface Keys extends ReadonlyMap<string, Keys> {}
interface GrowingKeys extends Map<string, GrowingKeys> {}

/**
 * The columns of documents as `read_json` takes them, every value a text: `{'id': 'VARCHAR', 'detail': 'STRUCT("cpu" VARCHAR)'}`. It
 * parses a document once and copies nothing else, and where it does not fail it gives what `json_extract_string` gives (numbers, nested
 * values and repeated keys were tried). Undefined if the columns have no such shape.
 */
export function shapeOf({ columns }: DocumentsContent): string | undefined {
  const root: GrowingKeys = new Map();
  const leaves = new Set<string>();
  for (const path of columns.flatMap(({ paths }) => paths)) {
    let keys = root;
    for (const key of path) {
      const below: GrowingKeys = keys.get(key) ?? new Map();
      keys.set(key, below);
      keys = below;
    }
    leaves.add(JSON.stringify(path));
  }
  // A value that is looked at both as a whole and in parts has no one type; `filename` is the reader's own.
  const isMixed = columns.some(({ paths }) =>
    paths.some((path) => path.some((_, at) => at > 0 && leaves.has(JSON.stringify(path.slice(0, at))))),
  );
  if (isMixed || hasTwins(root) || [...root.keys()].some((key) => key.toLowerCase() === 'filename'))
    return undefined;
  return `{${[...root].map(([key, keys]) => `${literal(key)}: ${literal(typeOf(keys))}`).join(', ')}}`;
}

/** A column's text in what such a reader gives: the first of its paths that has one. */
export function uniformText({ paths }: DocumentsContent['columns'][number]): string {
  const texts = paths.map((path) => path.map(quoted).join('.'));
  return texts.length < 2 ? texts.join() || 'null' : `coalesce(${texts.join(', ')})`;
}

function typeOf(keys: Keys): string {
  if (keys.size === 0) return 'VARCHAR';
  return `STRUCT(${[...keys].map(([key, below]) => `${quoted(key)} ${typeOf(below)}`).join(', ')})`;
}

/** Names that differ in case only are one name in SQL, and two keys in JSON. */
function hasTwins(keys: Keys): boolean {
  const folded = new Set([...keys.keys()].map((key) => key.toLowerCase()));
  return folded.size < keys.size || [...keys.values()].some(hasTwins);
}

function quoted(key: string): string {
  return `"${key.replaceAll('"', '""')}"`;
}
