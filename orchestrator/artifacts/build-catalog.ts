import { findRelation, publishedRelation } from '../run/published-relation.ts';
import type { Relation } from '../warehouses/warehouse.ts';
import { type ArtifactInput, artifactMetadata } from './artifact-input.ts';
import { uniqueId } from './unique-id.ts';

/** target/catalog.json, as dbt's catalog v1: the tables and views that readers see, with the types of their columns. */
export function buildCatalog(input: ArtifactInput): Record<string, unknown> {
  const { graph, relations } = input;
  const entries = [...graph.nodes.values()].flatMap((node) => {
    const relation = findRelation(relations, publishedRelation(node));
    if (relation === undefined) return [];
    const id = uniqueId(graph.project.name, node);
    return [{ kind: node.kind, id, entry: { ...tableEntry(relation), unique_id: id } }];
  });
  const of = (isSource: boolean) =>
    Object.fromEntries(
      entries.filter(({ kind }) => (kind === 'source') === isSource).map(({ id, entry }) => [id, entry]),
    );
  return {
    metadata: artifactMetadata('catalog/v1', input),
    nodes: of(false),
    sources: of(true),
    errors: null,
  };
}

function tableEntry({ kind, schema, name, columns }: Relation): Record<string, unknown> {
  return {
    metadata: {
      type: kind === 'view' ? 'VIEW' : 'BASE TABLE',
      schema,
      name,
      database: null,
      comment: null,
      owner: null,
    },
    columns: Object.fromEntries(
      columns.map((column, index) => [
        column.name,
        { type: column.type.toUpperCase(), index: index + 1, name: column.name, comment: null },
      ]),
    ),
    stats: {},
  };
}
