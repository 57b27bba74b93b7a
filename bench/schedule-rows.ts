import { type NodeName, nodeName } from '../orchestrator/base/names.ts';
import { runSchedule } from '../orchestrator/run/nodes/schedule.ts';
import type { BenchRow } from './bench-row.ts';

const nodeCount = 10_000;
const nodes = Array.from({ length: nodeCount }, (_, index) => nodeName(String(index)));

/** What the nodes of a graph need, in its two extremes and between them. */
const shapes: Readonly<Record<string, (index: number) => readonly number[]>> = {
  wide: () => [],
  'wide below one': (index) => (index === 0 ? [] : [0]),
  deep: (index) => [index - 1],
  'wide and deep': (index) => [index - 1, index - 7, index - 31].map((other) => other - (other % 10)),
};

/** Ten thousand nodes that do nothing: all that is measured is the choice of the next one. */
export async function measureSchedules(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [shape, needsOf] of Object.entries(shapes)) {
    const needed = new Map(
      nodes.map((node, index) => [
        node,
        needsOf(index).flatMap((other) => (other < index ? (nodes[other] ?? []) : [])),
      ]),
    );
    const bare: number[] = [];
    const scheduled: number[] = [];
    for (let round = 0; round < 5; round++) {
      bare.push(await secondsOf(awaitEach));
      scheduled.push(await secondsOf(() => schedule((node) => needed.get(node) ?? [])));
    }
    rows.push({
      name: `schedule 10,000 nodes, ${shape}`,
      unit: 'seconds',
      value: Math.min(...scheduled),
      baseline: { name: 'as many awaited one after the other', value: Math.min(...bare) },
      goal: { of: 'value', atMost: 0.5 },
    });
  }
  return rows;
}

async function awaitEach(): Promise<void> {
  const outcomes = new Map<NodeName, number>();
  for (const node of nodes) outcomes.set(node, await doNothing());
}

async function schedule(needs: (node: NodeName) => readonly NodeName[]): Promise<void> {
  await runSchedule({
    nodes,
    needs,
    concurrency: 4,
    work: doNothing,
    isGood: () => true,
    skip: () => 0,
    stop: new AbortController().signal,
  });
}

async function doNothing(): Promise<number> {
  return 1;
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1000;
}
