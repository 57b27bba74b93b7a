import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCycles } from '../../../orchestrator/graph/find-cycles.ts';
import { orderNodes } from '../../../orchestrator/graph/order-nodes.ts';

type Edges = Readonly<Record<string, readonly string[]>>;
const cyclesOf = (edges: Edges): string[][] => findCycles(Object.keys(edges), (name) => edges[name] ?? []);

describe('findCycles', () => {
  it('finds nothing where there is nothing, and the shortest way round where there is', () => {
    expect(cyclesOf({ a: ['b'], b: ['c'], c: [] })).toEqual([]);
    expect(cyclesOf({ a: ['b'], b: ['c', 'd'], c: ['d'], d: ['a'], e: ['a'] })).toEqual([['a', 'b', 'd']]);
    expect(cyclesOf({ x: ['x'], b: ['a'], a: ['b'] })).toEqual([['a', 'b'], ['x']]);
  });

  it('does not run out of stack', () => {
    const size = 20_000;
    const names = Array.from({ length: size }, (_, index) => `n${index}`);
    const ring = findCycles(names, (name) => [`n${(Number(name.slice(1)) + 1) % size}`]);
    expect(ring[0]).toHaveLength(size);
  });

  it('finds a cycle exactly where an order leaves something out, and each way round is one', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const edges = fc.array(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)), { maxLength: 8 });
    fc.assert(
      fc.property(edges, (pairs) => {
        const next = (name: string): string[] => [
          ...new Set(pairs.filter(([from]) => from === name).map(([, to]) => to)),
        ];
        const cycles = findCycles(names, next);
        expect(cycles.length > 0).toBe(orderNodes(names, next).length < names.length);
        for (const way of cycles) {
          for (const [index, name] of way.entries())
            expect(next(name)).toContain(way[(index + 1) % way.length]);
        }
      }),
    );
  });
});

describe('orderNodes', () => {
  it('has each after those that it reads, whatever order they were given in', () => {
    const names = Array.from({ length: 12 }, (_, index) => `n${index}`);
    const reads = fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 30 });
    fc.assert(
      fc.property(reads, fc.shuffledSubarray(names, { minLength: 12 }), (pairs, given) => {
        const readsOf = (name: string): string[] => [
          ...new Set(pairs.filter(([a, b]) => a > b && name === `n${a}`).map(([, b]) => `n${b}`)),
        ];
        const order = orderNodes(given, readsOf);
        expect(order).toEqual(orderNodes(names, readsOf));
        for (const name of names) {
          for (const read of readsOf(name)) expect(order.indexOf(read)).toBeLessThan(order.indexOf(name));
        }
      }),
    );
  });
});
