import type { NodeName } from '../base/names.ts';
import type { Assertion, DeclaredTest, LoadSpec, Model, Project, Seed } from '../project/project.ts';
import type { ParsedTemplate } from '../templates/template.ts';

/**
 * The project with what its files say of each other resolved: every reference names a node, layers only look back, there
 * is no cycle. `order` has each node after those that it reads; among nodes that could go at the same time it is alphabetical.
 */
export interface Graph {
  readonly project: Project;
  readonly nodes: ReadonlyMap<NodeName, GraphNode>;
  readonly order: readonly NodeName[];
  /** The macros by name, read. */
  readonly macros: ReadonlyMap<string, ParsedTemplate>;
}

export type GraphNode = SourceNode | SeedNode | ModelNode | TestNode;

interface NodeBase {
  readonly name: NodeName;
  /** The nodes whose relations this one reads, in alphabetical order. */
  readonly reads: readonly NodeName[];
}

export interface SourceNode extends NodeBase {
  readonly kind: 'source';
  readonly spec: LoadSpec;
}

export interface SeedNode extends NodeBase {
  readonly kind: 'seed';
  readonly seed: Seed;
}

export interface ModelNode extends NodeBase {
  readonly kind: 'model';
  readonly model: Model;
  readonly template: ParsedTemplate;
}

/** A generic test of a model or seed, or an assertion. Its name is stable and readable: `not_null__alc_ec2__product_area`. */
export interface TestNode extends NodeBase {
  readonly kind: 'test';
  readonly test:
    | { readonly kind: 'generic'; readonly of: NodeName; readonly declared: DeclaredTest }
    | { readonly kind: 'assertion'; readonly assertion: Assertion; readonly template: ParsedTemplate };
}
