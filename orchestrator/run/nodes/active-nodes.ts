import type { NodeName } from '../../base/names.ts';
import type { Graph, GraphNode } from '../../graph/graph.ts';
import type { Relation } from '../../warehouses/warehouse.ts';
import { findRelation, publishedRelation } from '../published-relation.ts';
import type { RunOptions } from '../run-options.ts';

/**
 * The seeds and models that this run builds and the tests that it makes, each after those that it reads. A run that builds
 * something tests what it builds: a test that reads none of it, or that reads a relation which nobody has built yet, is left out. What reads raw tables
 * only tests what all models are built of.
 *
 * A run that publishes a part shows readers what came of it beside what was there before. So the views that show it are made with it, and all tests of
 * what changes are made, selected or not, and excluded or not; but those that read an excluded relation that is no history are not. If it adds to the histories, it
 * is the run that readers take for the newest of its months: the tables that are made of what it builds are made with it, too.
 */
export function activeNodes(options: RunOptions, relations: readonly Relation[]): GraphNode[] {
  const { graph, steps, selected, excluded } = options;
  const nodes = graph.order.flatMap((name) => graph.nodes.get(name) ?? []);
  const isSelected = (node: GraphNode): boolean => selected === undefined || selected.has(node.name);
  const leftOut = new Set(historiesLeftOut(options));
  const built = new Set(
    nodes
      .filter((node) => (steps.seeds && node.kind === 'seed') || (steps.models && node.kind === 'model'))
      .filter((node) => isSelected(node) && !leftOut.has(node.name))
      .map((node) => node.name),
  );
  // A history stays as it is, excluded or not selected: what is published beside it has to fit it.
  const isLeftToItself = (name: NodeName): boolean =>
    excluded?.has(name) === true && !isHistory(graph.nodes.get(name));
  const takesPart = ({ name, kind, reads }: GraphNode): boolean =>
    // A test that was named itself is made all the same: what does not hold is not published.
    kind === 'test' ? !reads.some(isLeftToItself) : !excluded?.has(name);
  const changes = (node: GraphNode): boolean =>
    steps.publish && takesPart(node) && node.reads.some((name) => built.has(name));
  const addsToHistory = nodes.some((node) => isHistory(node) && built.has(node.name));
  const comesWith = (node: GraphNode): boolean =>
    isPublishedView(node, relations) || (addsToHistory && isKeptTable(node, relations));
  for (const node of nodes) if (comesWith(node) && changes(node)) built.add(node.name);
  const isTested = (node: GraphNode): boolean => {
    if (node.kind !== 'test' || !steps.tests || !(isSelected(node) || changes(node))) return false;
    if (!steps.seeds && !steps.models) return true;
    const others = node.reads.filter((name) => !built.has(name));
    const readsNothingBuilt = others.length === node.reads.length && node.reads.length > 0;
    if (readsNothingBuilt && !readsPublished(node) && !(steps.models && readsRawTables(graph, node)))
      return false;
    return readsPublished(node) || others.every((name) => isThere(graph, name, relations));
  };
  return nodes.filter((node) => built.has(node.name) || isTested(node));
}

/**
 * The append-only models that are selected but take no part, because others of them are not selected: a run adds its rows to all
 * histories or to none, else one of them would have a run that the others do not know.
 */
export function historiesLeftOut({ graph, selected }: Pick<RunOptions, 'graph' | 'selected'>): NodeName[] {
  const histories = [...graph.nodes.values()].filter(isHistory);
  const chosen = histories.filter((node) => selected === undefined || selected.has(node.name));
  return chosen.length === histories.length ? [] : chosen.map((node) => node.name);
}

function isHistory(node: GraphNode | undefined): boolean {
  return node?.kind === 'model' && node.model.materialized === 'history';
}

/** Whether a test reads what readers see already instead of what this run has built. */
export function readsPublished(node: GraphNode): boolean {
  return node.kind === 'test' && node.test.kind === 'assertion' && node.test.assertion.reads === 'published';
}

function readsRawTables(graph: Graph, { reads }: GraphNode): boolean {
  return reads.every((name) => graph.nodes.get(name)?.kind === 'source');
}

function isPublishedView(node: GraphNode, relations: readonly Relation[]): boolean {
  if (node.kind !== 'model' || node.model.materialized !== 'view') return false;
  return findRelation(relations, publishedRelation(node))?.kind === 'view';
}

/** Whether a model that is there has rows which a run replaces. */
function isKeptTable(node: GraphNode, relations: readonly Relation[]): boolean {
  if (node.kind !== 'model' || findRelation(relations, publishedRelation(node)) === undefined) return false;
  return node.model.materialized === 'incremental' || node.model.materialized === 'table';
}

/** Whether the relation of a node exists in the warehouse. */
export function isThere(graph: Graph, name: NodeName, relations: readonly Relation[]): boolean {
  const node = graph.nodes.get(name);
  return node !== undefined && findRelation(relations, publishedRelation(node)) !== undefined;
}
