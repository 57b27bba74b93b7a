import type { Diagnostic } from '../base/diagnostic.ts';
import type { GraphNode } from '../graph/graph.ts';
import type { Relation } from '../warehouses/warehouse.ts';
import { readsPublished } from './active-nodes.ts';
import { findRelation, publishedRelation } from './published-relation.ts';
import type { RunOptions } from './run-options.ts';

export interface TestableNodes {
  readonly nodes: readonly GraphNode[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Of the nodes of a run those that can be worked on: a test of what is published is left out where nothing is yet, with one
 * error for each relation that is missing.
 */
export function leaveOutMissing(
  { graph, steps, target }: RunOptions,
  nodes: readonly GraphNode[],
  relations: readonly Relation[],
): TestableNodes {
  if (steps.seeds || steps.models) return { nodes, diagnostics: [] };
  const tests = new Map<string, number>();
  const kept = nodes.filter((node) => {
    if (readsPublished(node)) return true;
    const [missing] = node.reads.flatMap((name) => {
      const other = graph.nodes.get(name);
      const place = other && publishedRelation(other);
      return place === undefined || findRelation(relations, place) !== undefined
        ? []
        : [`${place.schema}.${place.name}`];
    });
    if (missing === undefined) return true;
    tests.set(missing, (tests.get(missing) ?? 0) + 1);
    return false;
  });
  const diagnostics = [...tests].map(([name, count]): Diagnostic => {
    const message = `"${name}" is not there yet on target "${target}", so ${count === 1 ? 'a test' : `${count} tests`} could not look at it; npx apportion build makes it.`;
    return { severity: 'error', code: 'not-built', message };
  });
  return { nodes: kept, diagnostics };
}
