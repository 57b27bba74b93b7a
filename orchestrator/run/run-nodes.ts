import type { NodeName } from '../base/names.ts';
import type { GraphNode } from '../graph/graph.ts';
import type { WarehouseError } from '../warehouses/warehouse.ts';
import { buildNode, type NodeOutcome } from './build-node.ts';
import { commandAgain } from './command-again.ts';
import type { Materialization } from './materialize/materialization.ts';
import { makesRelation, type RunSetting } from './node-task.ts';
import type { OnRunEvent } from './run-event.ts';
import type { RunOptions } from './run-options.ts';
import type { NodeResult } from './run-result.ts';
import { runSchedule } from './schedule.ts';
import { testNode } from './test-node.ts';

export interface NodesRun {
  /** What the warehouse itself suffers from: nothing more was started. */
  readonly trouble: WarehouseError | undefined;
  /** In the order of the graph. */
  readonly results: readonly NodeResult[];
  /** Of the seeds and models that were built, in the order of the graph, given the moment of publication as SQL. */
  readonly materializations: (publishedAt: string) => readonly Materialization[];
}

/** Builds and tests the nodes of a run, as parallel as the warehouse allows. */
export async function runNodes(
  options: RunOptions,
  setting: RunSetting,
  nodes: readonly GraphNode[],
  emit: OnRunEvent,
): Promise<NodesRun> {
  const { graph, effects, warehouse } = options;
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const materializations = new Map<NodeName, (publishedAt: string) => Materialization>();
  // What was loaded decides over the months of a run that loads; one that comes after it has to be told.
  const askedMonths = options.steps.load ? setting.run.months : options.months;
  const troubles: WarehouseError[] = [];
  const troubled = new AbortController();
  const kindOf = (name: NodeName): GraphNode['kind'] => byName.get(name)?.kind ?? 'model';

  const work = async (name: NodeName): Promise<NodeResult> => {
    const node = byName.get(name);
    if (node === undefined) throw new Error(`internal error: "${name}" is not part of the run`);
    const startedAt = effects.now();
    emit({ kind: 'node-started', node: name });
    const { materialize, trouble, ...outcome } = await workOn(node);
    if (trouble !== undefined) {
      troubles.push(trouble);
      troubled.abort();
    }
    if (materialize !== undefined) materializations.set(name, materialize);
    const milliseconds = effects.now().getTime() - startedAt.getTime();
    const result = { node: name, nodeKind: node.kind, startedAt, milliseconds, ...outcome };
    emit({ kind: 'node-finished', result });
    return result;
  };
  const workOn = async (node: GraphNode): Promise<NodeOutcome> => {
    if (makesRelation(node)) return buildNode(setting, node);
    if (node.kind === 'test')
      return testNode(setting, graph, node, commandAgain(options, askedMonths, node.name));
    return { status: 'success' };
  };

  const results = await runSchedule<NodeResult>({
    nodes: nodes.map(({ name }) => name),
    needs: (name) => byName.get(name)?.reads ?? [],
    concurrency: warehouse.concurrency,
    work,
    isGood: ({ status }) => status === 'success' || status === 'warned',
    skip: (node, because) => {
      const reason = because === 'interrupted' && troubles.length > 0 ? 'warehouse' : because;
      const skipped = { status: 'skipped', failure: { kind: 'skipped', because: reason } } as const;
      const result = { node, nodeKind: kindOf(node), startedAt: effects.now(), milliseconds: 0, ...skipped };
      emit({ kind: 'node-finished', result });
      return result;
    },
    stop: AbortSignal.any([effects.interrupted, troubled.signal]),
    startOrder: options.startOrder,
  });
  return {
    trouble: troubles[0],
    results: nodes.flatMap(({ name }) => results.get(name) ?? []),
    materializations: (publishedAt) =>
      nodes.flatMap(({ name }) => materializations.get(name)?.(publishedAt) ?? []),
  };
}
