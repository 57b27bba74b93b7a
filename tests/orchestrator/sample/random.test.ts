import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../orchestrator/sample/random.ts';

describe('randomStream', () => {
  it('gives the same on every machine', () => {
    const random = randomStream(1, 'hosts');
    expect([
      random.integer(1000),
      random.integer(1000),
      random.hex(12),
      random.uuid(),
    ]).toMatchInlineSnapshot(`
      [
        416,
        879,
        "7fb9237bc583",
        "8a2a622b-206e-f2dc-ab20-5386a8698f20",
      ]
    `);
  });

  it('gives something else for another seed and for another name', () => {
    const first = (seed: number, name: string): string => randomStream(seed, name).hex(32);
    expect(new Set([first(1, 'hosts'), first(2, 'hosts'), first(1, 'tasks')]).size).toBe(3);
  });

  it('covers its range evenly', () => {
    const random = randomStream(7, 'dice');
    const faces = new Array<number>(6).fill(0);
    for (let roll = 0; roll < 60_000; roll++) {
      const face = random.between(1, 6) - 1;
      faces[face] = (faces[face] ?? 0) + 1;
    }
    expect(Math.min(...faces)).toBeGreaterThan(9_600);
    expect(Math.max(...faces)).toBeLessThan(10_400);
  });
});
