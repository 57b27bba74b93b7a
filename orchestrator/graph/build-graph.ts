import { type Checked, checked, type Diagnostic } from '../base/diagnostic.ts';
import { type Memo, noMemo } from '../base/memo.ts';
import type { NodeName } from '../base/names.ts';
import { type PlacedLine, placeAt } from '../base/source-text.ts';
import type { Project } from '../project/project.ts';
import type { ParsedTemplate, TemplateUse } from '../templates/template.ts';
import { checkColumns } from './check-columns.ts';
import { checkNames } from './check-names.ts';
import { findCycles } from './find-cycles.ts';
import { findTablesOfMonths } from './find-tables-of-months.ts';
import type { Graph, GraphNode, ModelNode } from './graph.ts';
import { orderNodes } from './order-nodes.ts';
import { type ParsedMacros, parseMacros } from './parse-macros.ts';
import { parseTemplatesWith } from './parse-templates-with.ts';
import { checkUse, type KnownNames, knownNames, readsOfUse } from './resolve-uses.ts';
import { testNodes } from './test-nodes.ts';

/** The project's graph, or everything that is wrong with what its files say of each other. */
export function buildGraph(project: Project, memo: Memo = noMemo): Checked<Graph> {
  const names = knownNames(project);
  const macros = parseMacros(project, memo);
  const parse = parseTemplatesWith(macros.parameters, memo);

  const models = project.models.map((model): ModelNode => {
    const template = parse(model);
    return { kind: 'model', name: model.name, reads: readsOf(template, macros, names), model, template };
  });
  const assertions = project.assertions.map((assertion) => {
    const template = parse(assertion);
    const reads = readsOf(template, macros, names);
    return {
      kind: 'test',
      name: assertion.name,
      reads,
      test: { kind: 'assertion', assertion, template },
    } as const;
  });
  const all: GraphNode[] = [
    ...project.loadSpecs.map((spec) => ({ kind: 'source', name: spec.name, reads: [], spec }) as const),
    ...project.seeds.map((seed) => ({ kind: 'seed', name: seed.name, reads: [], seed }) as const),
    ...models,
    ...testNodes(project),
    ...assertions,
  ];
  const nodes = new Map(all.map((node) => [node.name, node]));
  const templates = [
    ...models.map(({ template }) => template),
    ...assertions.map(({ test }) => test.template),
  ];
  const order = orderNodes([...nodes.keys()], (name) => nodes.get(name)?.reads ?? []);
  const diagnostics = [
    ...checkNames(project),
    ...macros.diagnostics,
    ...templates.flatMap((template) => template.diagnostics),
    ...[...macros.templates.values(), ...templates].flatMap(({ uses, source }) =>
      uses.flatMap((use) => checkUse(use, source, names)),
    ),
    ...checkColumns(project),
    ...models.flatMap((node) => checkLayers(node, nodes, project.layers, macros, names)),
    ...checkTables(nodes, macros, names),
    // What is in a cycle has no place in the order.
    ...(order.length === nodes.size ? [] : describeCycles(nodes, macros, names)),
  ];
  return checked({ project, nodes, order, macros: macros.templates }, diagnostics);
}

/** A template's own uses, and those of the macros that it calls, which count where the call stands. */
function usesWithMacros(template: ParsedTemplate, macros: ParsedMacros): TemplateUse[] {
  return template.uses.flatMap((use) =>
    use.kind === 'macro'
      ? macros.usesOf(use.name).map((inner) => ({ ...inner, start: use.start, end: use.end }))
      : [use],
  );
}

function readsOf(template: ParsedTemplate, macros: ParsedMacros, names: KnownNames): NodeName[] {
  return [...new Set(usesWithMacros(template, macros).flatMap((use) => readsOfUse(use, names)))].sort();
}

/** Where a model reads another node. */
function placeOfRead(
  node: ModelNode,
  read: string,
  macros: ParsedMacros,
  names: KnownNames,
): PlacedLine | undefined {
  const use = usesWithMacros(node.template, macros).find((one) =>
    readsOfUse(one, names).some((name) => name === read),
  );
  return use && placeAt(node.template.source, use.start, use.end);
}

function checkLayers(
  node: ModelNode,
  nodes: ReadonlyMap<string, GraphNode>,
  layers: readonly string[],
  macros: ParsedMacros,
  names: KnownNames,
): Diagnostic[] {
  const { layer } = node.model;
  return node.reads.flatMap((read): Diagnostic[] => {
    const other = nodes.get(read);
    if (other?.kind !== 'model' || layers.indexOf(other.model.layer) <= layers.indexOf(layer)) return [];
    const message = `"${node.name}" is of the layer ${layer} and reads "${read}" of the later layer ${other.model.layer}.`;
    const hint = `The layers are, from the first to the last: ${layers.join(', ')}. A model reads its own and earlier ones.`;
    return [
      {
        severity: 'error',
        code: 'layer-out-of-order',
        message,
        ...placeOfRead(node, read, macros, names),
        hint,
      },
    ];
  });
}

function checkTables(
  nodes: ReadonlyMap<NodeName, GraphNode>,
  macros: ParsedMacros,
  names: KnownNames,
): Diagnostic[] {
  const scopeIn = ({ template }: ModelNode): TemplateUse | undefined =>
    usesWithMacros(template, macros).find(({ kind }) => kind === 'in_scope');
  return findTablesOfMonths(nodes, (node) => scopeIn(node) !== undefined).map(({ table, read }) => {
    const asked = scopeIn(table);
    const placed =
      read === undefined
        ? asked && placeAt(table.template.source, asked.start, asked.end)
        : placeOfRead(table, read, macros, names);
    const what = read === undefined ? 'asks for the months of the run' : `reads "${read}"`;
    return {
      severity: 'error',
      code: 'table-of-months',
      message: `"${table.name}" is a table, which each run makes anew, and ${what}: it would have the rows of that run's months only, and lose all others.`,
      ...placed,
      hint: 'Keep it as a view, or as incremental with a column statement_month, in its header or for its layer in project.yml.',
    };
  });
}

function describeCycles(
  nodes: ReadonlyMap<string, GraphNode>,
  macros: ParsedMacros,
  names: KnownNames,
): Diagnostic[] {
  const ways = findCycles(nodes.keys(), (name) => nodes.get(name)?.reads ?? []);
  return ways.map((way): Diagnostic => {
    const edges = way.map((reader, index) => {
      const read = way[(index + 1) % way.length] ?? reader;
      const node = nodes.get(reader);
      const placed = node?.kind === 'model' ? placeOfRead(node, read, macros, names) : undefined;
      return { reader, read, placed };
    });
    const [first, ...rest] = way;
    const through = rest.length === 0 ? '' : ` by way of ${rest.map((name) => `"${name}"`).join(', ')}`;
    const steps = edges.map(({ reader, read, placed }) => {
      const at = placed && ` at ${placed.place.file}:${placed.place.line}:${placed.place.column}`;
      return `"${reader}" reads "${read}"${at ?? ''}`;
    });
    const itself = 'An incremental model reads its own rows with {{this}} within {{#if incremental}}.';
    const hint = rest.length === 0 ? itself : `${steps.join('\n')}\nOne of these references has to go.`;
    const message = `"${first}" reads itself${through}.`;
    return { severity: 'error', code: 'cycle', message, ...edges[0]?.placed, hint };
  });
}
