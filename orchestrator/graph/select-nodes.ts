import { type Checked, checked, type Diagnostic } from '../base/diagnostic.ts';
import type { NodeName } from '../base/names.ts';
import { didYouMean } from '../base/nearest-name.ts';
import { ownValue } from '../base/own-value.ts';
import type { Graph, GraphNode } from './graph.ts';
import { layerOf } from './layer-of.ts';
import { parseSelector, type SelectorTerm, selectorMethods } from './parse-selector.ts';
import { reachableFrom, readersOf } from './walk-graph.ts';

/**
 * The nodes that `--select` and `--exclude` leave. Each expression is a name (`int_*`), `tag:`, `path:`, `layer:` or `kind:`,
 * with `+` before it for what it reads, after it for what reads it (`2+x` for so many steps), `@` for both; a comma is
 * "and", several expressions are "or"; none stands for everything.
 *
 * A test that was not named itself comes along when it reads something selected and everything else that it reads is
 * selected too or stands before something selected, so that it exists. It stays away when it reads what was excluded.
 */
export function selectNodes(
  graph: Graph,
  expressions: readonly string[],
  exclude: readonly string[] = [],
): Checked<ReadonlySet<NodeName>> {
  const diagnostics: Diagnostic[] = [];
  const select = selector(graph, diagnostics);
  const words = wordsOf(expressions);
  const excluded = new Set(wordsOf(exclude).flatMap((word) => [...select(word)]));
  const named = words.length === 0 ? [...graph.nodes.keys()] : words.flatMap((word) => [...select(word)]);
  const picked = new Set(named.filter((name) => !excluded.has(name)));

  const isTest = (name: NodeName): boolean => graph.nodes.get(name)?.kind === 'test';
  const relations = new Set([...picked].filter((name) => !isTest(name)));
  const standing = reachableFrom(relations, (name) => graph.nodes.get(name)?.reads ?? []);
  const follows = ({ name, kind, reads }: GraphNode): boolean =>
    kind === 'test' &&
    !excluded.has(name) &&
    reads.some((read) => relations.has(read)) &&
    reads.every((read) => standing.has(read) && !excluded.has(read));
  const isNamed = (node: GraphNode): boolean => {
    if (!picked.has(node.name)) return false;
    // Without --select nothing is named: there a test goes when what it reads was excluded.
    return words.length > 0 || node.kind !== 'test' || node.reads.length === 0 || follows(node);
  };
  const chosen = [...graph.nodes.values()].filter((node) => isNamed(node) || follows(node));
  return checked(new Set(chosen.map(({ name }) => name)), diagnostics);
}

/** What spaces stand between; a variable of a shell that is empty leaves no word. */
function wordsOf(expressions: readonly string[]): string[] {
  return expressions.flatMap((expression) => expression.split(/\s+/)).filter((word) => word !== '');
}

function selector(graph: Graph, diagnostics: Diagnostic[]): (expression: string) => ReadonlySet<NodeName> {
  const readers = readersOf(graph);
  const above = (name: NodeName): readonly NodeName[] => graph.nodes.get(name)?.reads ?? [];
  // Tests below come along by the rule for tests, not because they read one of several things.
  const below = (name: NodeName): NodeName[] =>
    (readers.get(name) ?? []).filter((reader) => graph.nodes.get(reader)?.kind !== 'test');

  const evaluate = (term: SelectorTerm): ReadonlySet<NodeName> => {
    const matches = matcher(term, graph);
    const start = [...graph.nodes.values()].filter(matches).map(({ name }) => name);
    if (start.length === 0) diagnostics.push(nothingSelected(term, graph));
    if (term.isWithSurroundings) return reachableFrom(reachableFrom(start, below), above);
    return new Set([
      ...reachableFrom(start, above, term.upstream),
      ...reachableFrom(start, below, term.downstream),
    ]);
  };
  return (expression) => {
    const [first, ...others] = parseSelector(expression).map(evaluate);
    const both = [...(first ?? [])].filter((name) => others.every((other) => other.has(name)));
    if (both.length === 0 && others.length > 0 && diagnostics.length === 0) {
      const message = `Nothing is in all parts of the selector "${expression}" at once.`;
      diagnostics.push({
        severity: 'error',
        code: 'unknown-selector',
        message,
        hint: 'A comma means "and", a space "or".',
      });
    }
    return new Set(both);
  };
}

function matcher({ method, value }: SelectorTerm, graph: Graph): (node: GraphNode) => boolean {
  const isLike = pattern(value);
  const inFolder = value.replace(/\/$/, '');
  switch (method) {
    case 'name':
      return ({ name }) => isLike(name);
    case 'tag':
      return (node) => tagsOf(node).some(isLike);
    case 'layer':
      return (node) => isLike(layerOf(node));
    case 'kind':
      return ({ kind }) => isLike(kind);
    case 'path':
      return (node) => {
        const file = fileOf(node, graph);
        return file === inFolder || file.startsWith(`${inFolder}/`) || isLike(file);
      };
    default:
      return () => false;
  }
}

/** `*` is any text, `?` any one character. */
function pattern(text: string): (value: string) => boolean {
  const source = text
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const expression = new RegExp(`^${source}$`, 's');
  return (value) => expression.test(value);
}

function tagsOf(node: GraphNode): readonly string[] {
  if (node.kind === 'model') return node.model.tags;
  return node.kind === 'test' && node.test.kind === 'assertion' ? node.test.assertion.tags : [];
}

function fileOf(node: GraphNode, graph: Graph): string {
  switch (node.kind) {
    case 'source':
      return node.spec.file;
    case 'seed':
      return node.seed.file;
    case 'model':
      return node.model.file;
    case 'test': {
      if (node.test.kind === 'assertion') return node.test.assertion.file;
      const of = graph.nodes.get(node.test.of);
      return of === undefined ? '' : fileOf(of, graph);
    }
    default:
      return node satisfies never;
  }
}

function nothingSelected(term: SelectorTerm, graph: Graph): Diagnostic {
  const error = (message: string, hint?: string): Diagnostic => ({
    severity: 'error',
    code: 'unknown-selector',
    message,
    hint,
  });
  const nodes = [...graph.nodes.values()];
  const candidates: Readonly<Record<string, () => Iterable<string>>> = {
    name: () => nodes.map(({ name }) => name),
    tag: () => new Set(nodes.flatMap(tagsOf)),
    layer: () => new Set(nodes.map(layerOf)),
    kind: () => ['source', 'seed', 'model', 'test'],
    path: () => nodes.map((node) => fileOf(node, graph)),
  };
  const known = ownValue(candidates, term.method)?.();
  if (known === undefined) {
    const hint =
      didYouMean(term.method, selectorMethods) ?? `It may begin with: ${selectorMethods.join(':, ')}:.`;
    return error(`The selector "${term.written}" begins with "${term.method}:", which is not known.`, hint);
  }
  const near = /[*?]/.test(term.value) ? undefined : didYouMean(term.value, known);
  const hint = near ?? 'The command ls lists what there is.';
  return error(`The selector "${term.written}" names nothing of this project.`, hint);
}
