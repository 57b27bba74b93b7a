import { describe, expect, it } from 'vitest';
import { leastWork, type TimedRound } from '../../bench/bare/least-work.ts';

const step = (name: string, cpuSeconds: number, replaces?: readonly string[]) => ({
  name,
  phase: 'build' as const,
  cpuSeconds,
  ...(replaces && { replaces }),
});

function round(bare: TimedRound['bare'], own: Record<string, number>): TimedRound {
  return { bare, own: new Map(Object.entries(own)) };
}

describe('leastWork', () => {
  it('takes the best of all rounds, the quicker of both forms, and our own where there is no bare one', () => {
    const rounds = [
      round([step('weigh', 2, ['build a']), step('begin', 2, ['build a']), step('claim', 1, ['build b'])], {
        'build a': 5,
        'build b': 3,
        'audit b': 7,
      }),
      round([step('weigh', 3, ['build a']), step('begin', 3, ['build a']), step('claim', 2, ['build b'])], {
        'build a': 3,
        'build b': 4,
        'audit b': 6,
      }),
    ];
    const { pieces, ownCpuSeconds } = leastWork(rounds);
    expect(pieces.map(({ name, cpuSeconds }) => [name.replace(/, .*/, ''), cpuSeconds])).toEqual([
      ['weigh (as the models have it)', 3],
      ['claim', 1],
      ['all else', 6],
    ]);
    expect(ownCpuSeconds).toBe(12);
  });

  it('does not go on without a statement that a step says it replaces', () => {
    expect(() => leastWork([round([step('claim', 1, ['build gone'])], { 'build b': 1 })])).toThrow(
      'build gone',
    );
  });
});
