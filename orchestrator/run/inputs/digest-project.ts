import { createHash } from 'node:crypto';
import { type NodeName, parseStatementMonth, runId } from '../../base/names.ts';
import { compileNode } from '../../compile/compile-node.ts';
import type { CompileContext } from '../../compile/compiled-graph.ts';
import type { Graph, GraphNode } from '../../graph/graph.ts';
import { specHash } from '../../load/raw/is-unchanged.ts';
import { publishedRelation } from '../published-relation.ts';
import type { RunOptions } from '../run-options.ts';

/** Counted up whenever the engine makes other rows of the same SQL and seeds than before: then all months are built again. */
const engineVersion = 1;

const someMonths = [parseStatementMonth('1970-01')].filter((month) => month !== undefined);

/**
 * The same text as long as the project would make the same of the same files: the SQL of all its models and tests with this
 * run's variables, its seeds, how each is kept, and what it reads of events (of a bill its files' digests say that). Undefined if some SQL cannot be written, which compiling for the run will explain.
 */
export function digestProject(options: RunOptions): string | undefined {
  const { graph, warehouse } = options;
  const { dialect } = warehouse;
  const relationOf = (name: NodeName): string => {
    const node = graph.nodes.get(name);
    const place = node && publishedRelation(node);
    return place === undefined ? name : dialect.relation(place);
  };
  // What differs from run to run though nothing has changed stands still here.
  const context: CompileContext = {
    dialect,
    vars: { ...graph.project.vars, ...options.vars },
    environment: options.effects.environment,
    relationOf,
    thisRelation: relationOf,
    isIncremental: () => true,
    run: {
      id: runId('r'),
      startedAt: new Date(0),
      gitCommit: null,
      target: options.target,
      // Any one: without months `{{in_scope}}` asks nothing, and what it asks of which column is part of the SQL.
      months: someMonths,
    },
  };
  const hash = createHash('sha256');
  hash.update(
    JSON.stringify([
      engineVersion,
      dialect.name,
      graph.project.contracts.map(({ columns }) => columns),
      // New events do not open a final month; the same ones, read in another way, do.
      graph.project.loadSpecs.filter(({ form }) => form.kind === 'documents').map(specHash),
    ]),
  );
  const nodes = [...graph.nodes.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const node of nodes) {
    const facts = factsOf(node, options);
    if (facts === undefined) continue;
    hash.update(JSON.stringify([node.kind, node.name, ...facts]));
    if (node.kind === 'seed') continue;
    for (const isIncremental of branchesOf(node, graph)) {
      const result = compileNode(graph, node.name, { ...context, isIncremental: () => isIncremental });
      if (!result.ok) return undefined;
      hash.update(`${result.compiled.sql}\0`);
    }
  }
  return hash.digest('hex');
}

/** What a node's rows depend on besides its SQL, but not how its table is laid out; undefined of what is no part of the project: files have their own digests. */
function factsOf(node: GraphNode, { warehouse, effects }: RunOptions): readonly unknown[] | undefined {
  switch (node.kind) {
    case 'seed':
      // Nobody can see from here whether rows that are kept elsewhere have changed.
      if (
        warehouse.bulk?.keptElsewhere(node.seed.name, { schema: 'seeds', name: node.seed.name }) !== undefined
      )
        return [effects.now()];
      return [node.seed.columns.map(({ name, type }) => [name, type]), node.seed.rows];
    case 'model': {
      const { layer, materialized, contract, stampedColumn } = node.model;
      return [layer, materialized, contract, stampedColumn];
    }
    case 'test':
      return node.test.kind === 'assertion'
        ? [node.test.assertion.severity, node.test.assertion.reads]
        : [node.test.declared.severity];
    case 'source':
      return undefined;
    default:
      return node satisfies never;
  }
}

/** Both branches of `{{#if incremental}}` in a model or in any macro, of which each run takes one. */
function branchesOf(node: GraphNode, { macros }: Graph): readonly boolean[] {
  if (node.kind !== 'model') return [true];
  const texts = [node.model.text, ...[...macros.values()].map(({ source }) => source.text)];
  return texts.some((text) => text.includes('incremental')) ? [true, false] : [true];
}
