import { describe, expect, it } from 'vitest';
import { didYouMean, nearestName } from '../../../orchestrator/base/nearest-name.ts';

describe('nearestName', () => {
  it.each([
    ['int_ecs_cpu_secs', 'int_ecs_cpu_seconds'],
    ['grian', 'grain'],
    ['Tests', 'tests'],
    ['column', 'columns'],
  ])('takes %s for %s', (name, meant) => {
    expect(nearestName(name, ['zzz', meant, 'something_else'])).toBe(meant);
  });

  it('takes the first in the alphabet of two that are equally near', () => {
    expect(nearestName('stg_c', ['stg_b', 'stg_a'])).toBe('stg_a');
  });

  it('finds nothing where more than a third of the letters differ', () => {
    expect(nearestName('unblended', ['amortized', 'usage'])).toBeUndefined();
    expect(nearestName('a', ['b'])).toBeUndefined();
  });

  it('does not suggest the name itself', () => {
    expect(didYouMean('tests', ['tests'])).toBeUndefined();
  });
});
