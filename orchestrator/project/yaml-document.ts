import {
  type Document,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import type { Diagnostic } from '../base/diagnostic.ts';
import type { DiagnosticCode } from '../base/diagnostic-codes.ts';
import { type PlacedLine, placeAt, type SourceText } from '../base/source-text.ts';

/** YAML that was read, with the place in its file of everything in it. */
export interface YamlDocument {
  /** Plain maps, lists and scalars; an empty document is an empty map. */
  readonly value: unknown;
  /** Mistakes of YAML itself: `value` is not worth looking at if there are any. */
  readonly diagnostics: readonly Diagnostic[];
  /** Where the value at a path stands, or the nearest thing around it that is there; `key` is where its key stands. */
  place(path: readonly PropertyKey[], part?: 'key' | 'value'): PlacedLine;
  /** A scalar as it is written: `012345678901` for what YAML reads as a number. */
  written(path: readonly PropertyKey[]): string | undefined;
}

/** Reads the part of a file from `start` to `end` as YAML; places are those of the file. */
export function parseYaml(
  source: SourceText,
  code: DiagnosticCode,
  start = 0,
  end = source.text.length,
): YamlDocument {
  const text = source.text.slice(start, end);
  const document = parseDocument(text, { prettyErrors: false, stringKeys: true });
  const at = (from: number, to: number): PlacedLine => placeAt(source, start + from, start + to);
  const diagnostics: Diagnostic[] = document.errors.map((error) => ({
    severity: 'error',
    code,
    ...explain(error),
    ...at(error.pos[0], error.pos[1]),
  }));
  for (const [from, to] of findProtoKeys(document, text)) {
    const message = '"__proto__" is a word of JavaScript that no key can be.';
    diagnostics.push({ severity: 'error', code, message, ...at(from, to) });
  }
  let value: unknown;
  try {
    // Of a key that is a map the library would warn on standard error.
    if (diagnostics.length === 0) value = document.toJS() ?? {};
  } catch (error) {
    // An alias that nothing defines is only noticed here.
    const message = `This is not YAML: ${sentence(error instanceof Error ? error.message : String(error))}`;
    diagnostics.push({ severity: 'error', code, message, ...at(0, 1) });
  }

  const root: unknown = document.contents;
  return {
    value,
    diagnostics,
    place(path, part = 'value') {
      let node = root;
      let key: unknown;
      for (const [depth, step] of path.entries()) {
        const next = child(node, step);
        if (next === undefined) {
          // What is missing is looked for where the map that should hold it is named.
          part = 'key';
          break;
        }
        key = next.key;
        node = next.value ?? key;
        if (depth === path.length - 1 && !isRanged(node)) part = 'key';
      }
      const shown = part === 'key' && isRanged(key) ? key : node;
      const [from, to] = isRanged(shown) ? shown.range : [firstLetter(text), 0];
      return at(from, Math.max(to, from + 1));
    },
    written(path) {
      let node = root;
      for (const step of path) node = child(node, step)?.value;
      return isScalar(node) ? node.source : undefined;
    },
  };
}

/** Where a key `__proto__` stands: what checks the shape of things passes over it, as it would set what an object inherits. */
function findProtoKeys(document: Document, text: string): [from: number, to: number][] {
  // A backslash may write it in another way.
  if (!/__proto__|\\/.test(text)) return [];
  const found: [number, number][] = [];
  visit(document, {
    Pair(_, { key }) {
      if (isScalar(key) && key.value === '__proto__' && isRanged(key))
        found.push([key.range[0], key.range[1]]);
    },
  });
  return found;
}

function child(node: unknown, step: PropertyKey): { key: unknown; value: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(
      ({ key }) => (isScalar(key) ? String(key.value) : String(key)) === String(step),
    );
    return isPair(pair) ? { key: pair.key, value: pair.value } : undefined;
  }
  if (isSeq(node)) {
    const item: unknown = node.items[Number(step)];
    return item === undefined ? undefined : { key: item, value: item };
  }
  return undefined;
}

function isRanged(node: unknown): node is Node & { range: [number, number, number] } {
  return (isScalar(node) || isCollection(node)) && Array.isArray(node.range);
}

function firstLetter(text: string): number {
  return Math.max(0, text.search(/\S/));
}

function explain({ code, message }: YAMLError): { readonly message: string; readonly hint?: string } {
  if (code === 'NON_STRING_KEY') {
    const hint =
      'Write it in quotes if it is meant as text: braces and brackets without any begin a map or a list.';
    return { message: 'A key is expected to be text, and this one is not.', hint };
  }
  return {
    message: `This is not YAML: ${sentence(code === 'DUPLICATE_KEY' ? 'a key stands twice in one map' : message)}`,
  };
}

function sentence(text: string): string {
  const trimmed = text.trim().replace(/[.:]$/, '');
  return `${trimmed.charAt(0).toLowerCase()}${trimmed.slice(1)}.`;
}
