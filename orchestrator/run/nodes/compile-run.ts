import type { Diagnostic } from '../../base/diagnostic.ts';
import type { NodeName } from '../../base/names.ts';
import { checkPublication } from '../../compile/check-publication.ts';
import { compileNode } from '../../compile/compile-node.ts';
import type { CompileContext, CompiledSql, RunFacts } from '../../compile/compiled-graph.ts';
import type { Graph, GraphNode } from '../../graph/graph.ts';
import type { RelationName } from '../../warehouses/dialect.ts';
import type { Relation } from '../../warehouses/warehouse.ts';
import { hiddenNameOf } from '../materialize/hidden-name.ts';
import { partsOf } from '../materialize/table-part.ts';
import { findRelation, publishedRelation } from '../published-relation.ts';
import type { RunOptions } from '../run-options.ts';
import { readsPublished } from './active-nodes.ts';
import { type AuditScan, auditScans } from './audit-scans.ts';
import { latestRowsOf } from './latest-rows.ts';
import { publishedNodes } from './published-nodes.ts';

/** The SQL of everything that a run builds and tests. */
export interface CompiledRun {
  /** Reading what this run builds where it builds it, and else what readers see. */
  readonly forRun: ReadonlyMap<NodeName, CompiledSql>;
  /** Of models: reading what readers see only. */
  readonly forReaders: ReadonlyMap<NodeName, CompiledSql>;
  /** The statements that make several tests at once, by the name of the first. */
  readonly scans: ReadonlyMap<NodeName, AuditScan>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Compiles the nodes of a run; what is wrong with any of them is among the diagnostics. */
export function compileRun(
  options: RunOptions,
  nodes: readonly GraphNode[],
  relations: readonly Relation[],
  run: RunFacts,
): CompiledRun {
  const { graph, warehouse } = options;
  const hiddenNodes = new Set([
    ...nodes.filter((node) => node.kind !== 'test').map((node) => node.name),
    ...latestRowsOf(graph, nodes, relations, run.months),
  ]);
  const place = (name: NodeName): RelationName => publishedRelation(nodeOf(graph, name)) ?? missing(name);
  const published = (name: NodeName): string => warehouse.dialect.relation(place(name));
  const hidden = (name: NodeName): string =>
    warehouse.dialect.relation({ schema: place(name).schema, name: hiddenNameOf(name, run.id) });
  const forReaders: CompileContext = {
    dialect: warehouse.dialect,
    vars: { ...graph.project.vars, ...options.vars },
    environment: options.effects.environment,
    relationOf: published,
    thisRelation: published,
    isIncremental: (name) => isKept(graph, name, relations),
    run,
  };
  const forRun: CompileContext = {
    ...forReaders,
    relationOf: (name) => (hiddenNodes.has(name) ? hidden(name) : published(name)),
  };

  const diagnostics: Diagnostic[] = [];
  const compile = (chosen: readonly GraphNode[], context: (node: GraphNode) => CompileContext) =>
    new Map(
      chosen.flatMap((node): [NodeName, CompiledSql][] => {
        const result = compileNode(graph, node.name, context(node));
        if (result.ok) return [[node.name, result.compiled]];
        diagnostics.push(...result.diagnostics);
        return [];
      }),
    );
  // Readers of a view see all months, whichever of them the run that made it was about.
  const forReadersOfViews: CompileContext = { ...forReaders, run: { ...run, months: undefined } };
  const withSql = nodes.filter((node) => node.kind !== 'seed');
  const compiled = compile(withSql, (node) => (readsPublished(node) ? forReaders : forRun));
  const views = withSql.filter((node) => node.kind === 'model' && node.model.materialized === 'view');
  const readByReaders: CompiledRun['forReaders'] =
    diagnostics.length > 0 ? new Map() : compile(views, () => forReadersOfViews);
  if (options.steps.publish)
    diagnostics.push(...checkPublication(publishedNodes(nodes, readByReaders), warehouse.dialect));
  return {
    forRun: compiled,
    forReaders: readByReaders,
    scans: diagnostics.length > 0 ? new Map() : auditScans(nodes, forRun),
    diagnostics,
  };
}

/** Whether a model's own relation is there and keeps rows from one run to the next. */
function isKept(graph: Graph, name: NodeName, relations: readonly Relation[]): boolean {
  const node = nodeOf(graph, name);
  if (node.kind !== 'model') return false;
  const keeps = node.model.materialized === 'incremental' || node.model.materialized === 'history';
  const existing = findRelation(relations, publishedRelation(node));
  if (!keeps || existing === undefined) return false;
  return existing.kind === 'table' || partsOf(relations, existing).length > 0;
}

function nodeOf(graph: Graph, name: NodeName): GraphNode {
  return graph.nodes.get(name) ?? missing(name);
}

function missing(name: NodeName): never {
  throw new Error(`internal error: "${name}" is no relation of the graph`);
}
