import type { NodeName } from '../../base/names.ts';
import type { GraphNode, TestNode } from '../../graph/graph.ts';
import type { WarehouseError } from '../../warehouses/warehouse.ts';
import type { Materialization } from '../materialize/materialization.ts';
import type { OnRunEvent } from '../run-event.ts';
import type { RunOptions } from '../run-options.ts';
import type { NodeResult } from '../run-result.ts';
import type { AuditScan } from './audit-scans.ts';
import { buildNode, type NodeOutcome } from './build-node.ts';
import { commandAgain } from './command-again.ts';
import { expectedDuration, keepDurations, readDurations } from './durations.ts';
import { makesRelation, type RunSetting } from './node-task.ts';
import { runSchedule } from './schedule.ts';
import { testNode } from './test-node.ts';
import { testScan } from './test-scan.ts';

export interface NodesRun {
  /** What the warehouse itself suffers from: nothing more was started. */
  readonly trouble: { readonly error: WarehouseError; readonly node: NodeName } | undefined;
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
  const troubles: { readonly error: WarehouseError; readonly node: NodeName }[] = [];
  const troubled = new AbortController();
  const units = unitsOf(nodes, setting.compiled.scans);
  const testAlone = (node: TestNode): Promise<NodeOutcome> =>
    testNode(setting, graph, node, commandAgain(options, askedMonths, node.name));

  const work = async (unit: NodeName): Promise<readonly NodeResult[]> => {
    const members = units.get(unit) ?? [];
    const startedAt = effects.now();
    for (const { name } of members) emit({ kind: 'node-started', node: name });
    const outcomes = await workOn(members);
    const milliseconds = (effects.now().getTime() - startedAt.getTime()) / members.length;
    return members.map((node) => {
      const { materialize, trouble, ...outcome } = outcomes.get(node.name) ?? missing(node.name);
      if (trouble !== undefined) {
        troubles.push({ error: trouble, node: node.name });
        troubled.abort();
      }
      if (materialize !== undefined) materializations.set(node.name, materialize);
      const result = { node: node.name, nodeKind: node.kind, startedAt, milliseconds, ...outcome };
      emit({ kind: 'node-finished', result });
      return result;
    });
  };
  const workOn = async (members: readonly GraphNode[]): Promise<ReadonlyMap<NodeName, NodeOutcome>> => {
    const [node] = members;
    if (node === undefined) return new Map();
    const scan = setting.compiled.scans.get(node.name);
    if (scan !== undefined) return testScan(setting, scan, testAlone);
    if (makesRelation(node)) return new Map([[node.name, await buildNode(setting, node)]]);
    return new Map([[node.name, node.kind === 'test' ? await testAlone(node) : { status: 'success' }]]);
  };

  const expected = expectedDuration(readDurations(graph.project.root));
  const outcomes = await runSchedule<readonly NodeResult[]>({
    nodes: [...units.keys()],
    needs: (name) => byName.get(name)?.reads ?? [],
    concurrency: warehouse.concurrency,
    work,
    isGood: (results) => results.every(({ status }) => status === 'success' || status === 'warned'),
    skip: (unit, because) => {
      const reason = because === 'interrupted' && troubles.length > 0 ? 'warehouse' : because;
      const skipped = { status: 'skipped', failure: { kind: 'skipped', because: reason } } as const;
      return (units.get(unit) ?? []).map((node) => {
        const told = { node: node.name, nodeKind: node.kind, startedAt: effects.now(), milliseconds: 0 };
        const result = { ...told, ...skipped };
        emit({ kind: 'node-finished', result });
        return result;
      });
    },
    stop: AbortSignal.any([effects.interrupted, troubled.signal]),
    duration: (unit) => (units.get(unit) ?? []).reduce((sum, { name }) => sum + expected(name), 0),
    startOrder: options.startOrder,
  });
  const results = new Map([...outcomes.values()].flat().map((result) => [result.node, result]));
  keepDurations(graph.project.root, [...results.values()]);
  return {
    trouble: troubles[0],
    results: nodes.flatMap(({ name }) => results.get(name) ?? []),
    materializations: (publishedAt) =>
      nodes.flatMap(({ name }) => materializations.get(name)?.(publishedAt) ?? []),
  };
}

/** What is worked on at once, by the name of its first node: the tests of a scan together, everything else by itself. */
function unitsOf(
  nodes: readonly GraphNode[],
  scans: ReadonlyMap<NodeName, AuditScan>,
): ReadonlyMap<NodeName, readonly GraphNode[]> {
  const scanned = new Set([...scans.values()].flatMap(({ tests }) => tests.map(({ name }) => name)));
  return new Map(
    nodes.flatMap((node): [NodeName, readonly GraphNode[]][] => {
      const scan = scans.get(node.name);
      if (scan !== undefined) return [[node.name, scan.tests]];
      return scanned.has(node.name) ? [] : [[node.name, [node]]];
    }),
  );
}

function missing(name: NodeName): never {
  throw new Error(`internal error: "${name}" was not worked on`);
}
