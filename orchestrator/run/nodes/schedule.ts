import { createHeap } from '../../base/heap.ts';
import type { NodeName } from '../../base/names.ts';

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
  /** How long a node is expected to take, in whatever unit; all the same if absent. */
  readonly duration?: (node: NodeName) => number;
  /** Instead of the longest way first. */
  readonly startOrder?: (ready: readonly NodeName[]) => readonly NodeName[];
}

/** The nodes that can be started; the next one is taken out. */
interface Ready {
  push(node: NodeName): void;
  pop(): NodeName | undefined;
}

/**
 * Works on each node as soon as all that it needs is good, some at a time. What needs a node that failed is skipped, and
 * told the one that failed first, not the one in between; everything else goes on. One outcome for each node.
 *
 * Of those that can be started the one goes first from which the longest way leads to the end: it decides how long all takes.
 *
 *     a ─ b ─ c     with one worker: a, b, d, c or the like;
 *     d             never d first, after which a, b and c would still be to come
 */
export async function runSchedule<T>(schedule: Schedule<T>): Promise<Map<NodeName, T>> {
  const { nodes, work, isGood, skip } = schedule;
  const { waitsFor, neededBy } = edgesOf(schedule);
  const ready = schedule.startOrder
    ? givenOrder(schedule.startOrder, nodes)
    : longestWayFirst(schedule, neededBy);
  const outcomes = new Map<NodeName, T>();
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

  for (const node of nodes) if (waitsFor.get(node) === 0) ready.push(node);
  await workOnAll(schedule, ready, workOn);
  for (const node of nodes) if (!outcomes.has(node)) outcomes.set(node, skip(node, 'interrupted'));
  return outcomes;
}

/** Until nothing runs and nothing is ready, or all is stopped and what ran has ended. What throws ends it at once. */
function workOnAll(
  { concurrency, stop }: Pick<Schedule<unknown>, 'concurrency' | 'stop'>,
  ready: Ready,
  workOn: (node: NodeName) => Promise<void>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let running = 0;
    let isBroken = false;
    const startMore = (): void => {
      while (running < concurrency && !stop.aborted && !isBroken) {
        const node = ready.pop();
        if (node === undefined) break;
        running += 1;
        workOn(node).then(
          () => {
            running -= 1;
            startMore();
          },
          (error) => {
            isBroken = true;
            reject(error);
          },
        );
      }
      if (running === 0) resolve();
    };
    startMore();
  });
}

interface Edges {
  readonly waitsFor: Map<NodeName, number>;
  readonly neededBy: ReadonlyMap<NodeName, readonly NodeName[]>;
}

/** How many others each node waits for, and which ones wait for it. */
function edgesOf({ nodes, needs }: Pick<Schedule<unknown>, 'nodes' | 'needs'>): Edges {
  const known = new Set(nodes);
  const waitsFor = new Map<NodeName, number>();
  const neededBy = new Map<NodeName, NodeName[]>();
  for (const node of nodes) {
    const needed = [...new Set(needs(node))].filter((other) => known.has(other));
    waitsFor.set(node, needed.length);
    for (const other of needed) {
      const waiting = neededBy.get(other);
      if (waiting) waiting.push(node);
      else neededBy.set(other, [node]);
    }
  }
  return { waitsFor, neededBy };
}

function longestWayFirst(
  { nodes, duration = () => 1 }: Pick<Schedule<unknown>, 'nodes' | 'duration'>,
  neededBy: Edges['neededBy'],
): Ready {
  const wayFrom = new Map<NodeName, number>();
  const position = new Map(nodes.map((node, index) => [node, index]));
  for (const node of [...nodes].reverse()) {
    let longest = 0;
    for (const next of neededBy.get(node) ?? []) longest = Math.max(longest, wayFrom.get(next) ?? 0);
    wayFrom.set(node, duration(node) + longest);
  }
  return createHeap<NodeName>(
    (a, b) =>
      (wayFrom.get(b) ?? 0) - (wayFrom.get(a) ?? 0) || (position.get(a) ?? 0) - (position.get(b) ?? 0),
  );
}

function givenOrder(order: NonNullable<Schedule<unknown>['startOrder']>, nodes: readonly NodeName[]): Ready {
  const position = new Map(nodes.map((node, index) => [node, index]));
  let ready: NodeName[] = [];
  return {
    push(node) {
      ready.push(node);
    },
    pop() {
      ready.sort((a, b) => (position.get(a) ?? 0) - (position.get(b) ?? 0));
      ready = [...order(ready)];
      return ready.shift();
    },
  };
}
