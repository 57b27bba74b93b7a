import type { GraphNode } from '../graph/graph.ts';
import { type ArtifactInput, artifactMetadata } from './artifact-input.ts';
import { macroEntry, nodeEntry, sourceEntry } from './manifest-entries.ts';
import { macroId, uniqueId } from './unique-id.ts';

/** target/manifest.json, as dbt's manifest v12: what the project consists of and what reads what. */
export function buildManifest(input: ArtifactInput): Record<string, unknown> {
  const { graph, warehouse } = input;
  const { project } = graph;
  const nodes = graph.order.flatMap((name) => graph.nodes.get(name) ?? []);
  const id = (node: GraphNode): string => uniqueId(project.name, node);
  const parents = new Map(
    nodes.map((node) => [id(node), node.reads.flatMap((name) => graph.nodes.get(name) ?? []).map(id)]),
  );
  const children = new Map<string, string[]>(nodes.map((node) => [id(node), []]));
  for (const [child, its] of parents) for (const parent of its) children.get(parent)?.push(child);

  return {
    metadata: {
      ...artifactMetadata('manifest/v12', input),
      project_name: project.name,
      project_id: null,
      user_id: null,
      send_anonymous_usage_stats: false,
      adapter_type: warehouse,
    },
    nodes: Object.fromEntries(
      nodes.flatMap((node) => (node.kind === 'source' ? [] : [[id(node), nodeEntry(input, node)]])),
    ),
    sources: Object.fromEntries(
      nodes.flatMap((node) => (node.kind === 'source' ? [[id(node), sourceEntry(input, node)]] : [])),
    ),
    macros: Object.fromEntries(
      project.macros.map((macro) => [macroId(project.name, macro.name), macroEntry(project, macro)]),
    ),
    docs: {},
    exposures: {},
    metrics: {},
    groups: {},
    selectors: {},
    disabled: {},
    parent_map: Object.fromEntries(parents),
    child_map: Object.fromEntries(children),
    group_map: {},
    saved_queries: {},
    semantic_models: {},
    unit_tests: {},
  };
}
