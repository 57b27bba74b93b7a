import type { Diagnostic } from '../../base/diagnostic.ts';
import type { GraphNode } from '../../graph/graph.ts';
import type { Relation } from '../../warehouses/warehouse.ts';
import { findRelation, publishedRelation } from '../published-relation.ts';
import type { RunOptions } from '../run-options.ts';
import { readsPublished } from './active-nodes.ts';

/** How many of the missing relations of a layer are named. */
const mostNames = 3;

export interface TestableNodes {
  readonly nodes: readonly GraphNode[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Of the nodes of a run those that can be worked on: a test of what is published is left out where nothing is yet, with one
 * error for each layer that lacks something.
 */
export function leaveOutMissing(
  { graph, steps, target }: RunOptions,
  nodes: readonly GraphNode[],
  relations: readonly Relation[],
): TestableNodes {
  if (steps.seeds || steps.models) return { nodes, diagnostics: [] };
  const missing = new Map<string, { readonly names: Set<string>; tests: number }>();
  const kept = nodes.filter((node) => {
    if (readsPublished(node)) return true;
    const [first] = node.reads.flatMap((name) => {
      const other = graph.nodes.get(name);
      const place = other && publishedRelation(other);
      return place === undefined || findRelation(relations, place) !== undefined ? [] : [place];
    });
    if (first === undefined) return true;
    const ofSchema = missing.get(first.schema) ?? { names: new Set(), tests: 0 };
    ofSchema.names.add(`"${first.schema}.${first.name}"`);
    ofSchema.tests++;
    missing.set(first.schema, ofSchema);
    return false;
  });
  const diagnostics = [...missing.values()].map(({ names, tests }): Diagnostic => {
    const [some, more] = [[...names].slice(0, mostNames), names.size - mostNames];
    const listed = `${some.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    const message = `${listed} ${names.size === 1 ? 'is' : 'are'} not there yet on target "${target}", so ${tests === 1 ? 'a test' : `${tests} tests`} could not look; npx apportion build makes ${names.size === 1 ? 'it' : 'them'}.`;
    return { severity: 'error', code: 'not-built', message };
  });
  return { nodes: kept, diagnostics };
}
