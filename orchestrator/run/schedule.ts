import type { NodeName } from '../base/names.ts';

export interface Schedule<T> {
  /** Each after those that it needs. */
  readonly nodes: readonly NodeName[];
  /** What a node waits for; names that are not among `nodes` are there already. */
  readonly needs: (node: NodeName) => readonly NodeName[];
  readonly concurrency: number;
  readonly work: (node: NodeName) => Promise<T>;
  /** Whether what needs the node can go on. */
  readonly isGood: (outcome: T) => boolean;
  /** What is said of a node that is not worked on, because of another one or because all was stopped. */
  readonly skip: (node: NodeName, because: NodeName | 'interrupted') => T;
  /** Aborted: nothing more is started. */
  readonly stop: AbortSignal;
  readonly startOrder?: (ready: readonly NodeName[]) => readonly NodeName[];
}

/**
 * Works on each node as soon as all that it needs is good, some at a time. What needs a node that failed is skipped, and
 * told the one that failed first, not the one in between; everything else goes on. One outcome for each node.
 */
export async function runSchedule<T>(schedule: Schedule<T>): Promise<Map<NodeName, T>> {
  const { nodes, needs, work, isGood, skip, stop } = schedule;
  const order = new Map(nodes.map((node, position) => [node, position]));
  const waitsFor = new Map<NodeName, number>();
  const neededBy = new Map<NodeName, NodeName[]>();
  for (const node of nodes) {
    const needed = [...new Set(needs(node))].filter((other) => order.has(other));
    waitsFor.set(node, needed.length);
    for (const other of needed) neededBy.set(other, [...(neededBy.get(other) ?? []), node]);
  }

  const outcomes = new Map<NodeName, T>();
  let ready = nodes.filter((node) => waitsFor.get(node) === 0);

  const skipAllAfter = (failed: NodeName): void => {
    const left = [failed];
    for (let after = left.pop(); after !== undefined; after = left.pop()) {
      for (const node of neededBy.get(after) ?? []) {
        if (outcomes.has(node)) continue;
        outcomes.set(node, skip(node, failed));
        left.push(node);
      }
    }
  };

  const workOn = async (node: NodeName): Promise<void> => {
    const outcome = await work(node);
    outcomes.set(node, outcome);
    if (!isGood(outcome)) return skipAllAfter(node);
    for (const other of neededBy.get(node) ?? []) {
      const left = (waitsFor.get(other) ?? 0) - 1;
      waitsFor.set(other, left);
      if (left === 0 && !outcomes.has(other)) ready.push(other);
    }
  };

  const running = new Set<Promise<void>>();
  while (!stop.aborted && (ready.length > 0 || running.size > 0)) {
    ready.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
    if (schedule.startOrder !== undefined) ready = [...schedule.startOrder(ready)];
    for (const node of ready.splice(0, Math.max(0, schedule.concurrency - running.size))) {
      const promise = workOn(node).finally(() => running.delete(promise));
      running.add(promise);
    }
    await Promise.race(running);
  }
  await Promise.all(running);
  for (const node of nodes) if (!outcomes.has(node)) outcomes.set(node, skip(node, 'interrupted'));
  return outcomes;
}
