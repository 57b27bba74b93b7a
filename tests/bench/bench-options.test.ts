import { describe, expect, it } from 'vitest';
import { parseBenchOptions, timesOnDisk } from '../../bench/bench-options.ts';

describe('parseBenchOptions', () => {
  it('is a month of six million lines, and small when it has to be quick', () => {
    expect(parseBenchOptions([])).toMatchObject({ lines: 6_000_000, isQuick: false, only: [] });
    expect(parseBenchOptions(['--quick'])).toMatchObject({ lines: 200_000, isQuick: true });
    expect(parseBenchOptions(['--quick', '--lines', '5000', '--only', 'csv'])).toMatchObject({
      lines: 5000,
      only: ['csv'],
    });
  });

  it('knows that ten times the lines, and more groups, take more room', () => {
    const times = (...arguments_: string[]): number => {
      const options = parseBenchOptions(arguments_);
      return typeof options === 'string' ? Number.NaN : timesOnDisk(options);
    };
    expect(times('--only', 'csv')).toBeLessThan(times());
    expect(times()).toBeLessThan(times('--tenfold') - 10);
  });

  it.each([
    [['--lines', 'many'], 'got "many"'],
    [['--slow'], '--slow'],
    [['--write-reference'], 'goes with --quick'],
    [['--only', 'everything'], 'got "everything"'],
  ])('says what is wrong with %o', (arguments_, words) => {
    expect(parseBenchOptions(arguments_)).toContain(words);
  });
});
