import type { NodeName } from '../../base/names.ts';
import type { PublishedNode } from '../../compile/check-publication.ts';
import type { GraphNode } from '../../graph/graph.ts';
import { publishedRelation } from '../published-relation.ts';

/** Those of the nodes that a run publishes, views with their compiled queries. */
export function publishedNodes(
  nodes: readonly GraphNode[],
  compiled: ReadonlyMap<NodeName, { readonly sql: string }>,
): PublishedNode[] {
  return nodes.flatMap((node): PublishedNode[] => {
    const relation = publishedRelation(node);
    if (relation === undefined || (node.kind !== 'seed' && node.kind !== 'model')) return [];
    const isView = node.kind === 'model' && node.model.materialized === 'view';
    const place = node.kind === 'model' ? { file: node.model.file } : undefined;
    const viewSql = isView ? compiled.get(node.name)?.sql : undefined;
    return [{ name: node.name, relation, viewSql, place }];
  });
}
