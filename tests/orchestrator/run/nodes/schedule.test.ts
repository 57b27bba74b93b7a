import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NodeName, nodeName } from '../../../../orchestrator/base/names.ts';
import { runSchedule } from '../../../../orchestrator/run/nodes/schedule.ts';

const never = new AbortController().signal;
const names = (...texts: string[]) => texts.map(nodeName);

/** `b: a` says that b needs a. */
function needsOf(edges: Record<string, string[]>): (node: NodeName) => NodeName[] {
  return (node) => (edges[node] ?? []).map(nodeName);
}

it('skips what is downstream of a failed node, names the one that failed, and goes on with the rest', async () => {
  const outcomes = await runSchedule<string>({
    nodes: names('a', 'b', 'c', 'd', 'other'),
    needs: needsOf({ b: ['a'], c: ['b'], d: ['c', 'other'] }),
    concurrency: 2,
    work: async (node) => (node === 'a' ? 'failed' : 'built'),
    isGood: (outcome) => outcome === 'built',
    skip: (_, because) => `skipped because of ${because}`,
    stop: never,
  });
  expect(Object.fromEntries(outcomes)).toEqual({
    a: 'failed',
    b: 'skipped because of a',
    c: 'skipped because of a',
    d: 'skipped because of a',
    other: 'built',
  });
});

it('starts nothing more once it is stopped, and waits for what runs', async () => {
  const stop = new AbortController();
  let isDone = false;
  const outcomes = await runSchedule<string>({
    nodes: names('a', 'b', 'c'),
    needs: needsOf({ b: ['a'] }),
    concurrency: 1,
    work: async () => {
      stop.abort();
      await new Promise((resolve) => setTimeout(resolve, 5));
      isDone = true;
      return 'built';
    },
    isGood: () => true,
    skip: (_, because) => because,
    stop: stop.signal,
  });
  expect(isDone).toBe(true);
  expect(Object.fromEntries(outcomes)).toEqual({ a: 'built', b: 'interrupted', c: 'interrupted' });
});

it('never starts a node before all that it needs, works on each once, and never on more than allowed', async () => {
  const graphs = fc.array(fc.array(fc.nat({ max: 19 }), { maxLength: 4 }), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(
      graphs,
      fc.integer({ min: 1, max: 4 }),
      fc.func(fc.integer()),
      async (edges, concurrency, rank) => {
        const done = new Set<string>();
        const started: string[] = [];
        let running = 0;
        const needs = (node: NodeName) =>
          (edges[Number(node)] ?? []).filter((other) => other < Number(node)).map((n) => nodeName(String(n)));
        await runSchedule({
          nodes: edges.map((_, index) => nodeName(String(index))),
          needs,
          concurrency,
          work: async (node) => {
            expect(needs(node).filter((other) => !done.has(other))).toEqual([]);
            started.push(node);
            expect(++running).toBeLessThanOrEqual(concurrency);
            await new Promise((resolve) => setImmediate(resolve));
            running--;
            done.add(node);
          },
          isGood: () => true,
          skip: () => undefined,
          stop: never,
          startOrder: (ready) => [...ready].sort((a, b) => rank(a) - rank(b)),
        });
        expect([...started].sort()).toEqual(edges.map((_, index) => String(index)).sort());
      },
    ),
    { numRuns: 60 },
  );
});

describe('the order in which nodes are started', () => {
  // a ─ b ─ c, and d and e by themselves.
  const nodes = names('d', 'e', 'a', 'b', 'c');
  const needs = needsOf({ b: ['a'], c: ['b'] });

  async function startedOf(duration?: (node: NodeName) => number): Promise<string> {
    const started: string[] = [];
    await runSchedule({
      nodes,
      needs,
      concurrency: 1,
      work: async (node) => started.push(node),
      isGood: () => true,
      skip: () => 0,
      stop: never,
      duration,
    });
    return started.join(' ');
  }

  it('begins with the longest way to the end, and else keeps to the order of the nodes', async () => {
    expect(await startedOf()).toBe('a b d e c');
  });

  it('counts how long nodes are expected to take', async () => {
    expect(await startedOf((node) => (node === 'e' ? 10 : 1))).toBe('e a b d c');
    expect(await startedOf((node) => (node === 'c' ? 10 : node === 'd' ? 11.5 : 1))).toBe('a d b c e');
  });
});

it('starts nothing more once the work on a node threw', async () => {
  const started: string[] = [];
  const running = runSchedule({
    nodes: names('a', 'b', 'c', 'd'),
    needs: needsOf({}),
    concurrency: 2,
    work: async (node) => {
      started.push(node);
      await new Promise((resolve) => setTimeout(resolve, node === 'a' ? 1 : 20));
      if (node === 'a') throw new Error('a bug');
    },
    isGood: () => true,
    skip: () => undefined,
    stop: never,
  });
  await expect(running).rejects.toThrow('a bug');
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect(started).toEqual(['a', 'b']);
});
