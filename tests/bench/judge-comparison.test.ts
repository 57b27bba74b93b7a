import { describe, expect, it } from 'vitest';
import { judgeComparison } from '../../bench/judge-comparison.ts';

const nothing = { regressions: [], missing: [], added: [] };

describe('judgeComparison', () => {
  it('fails by the name of the row that is clearly worse', () => {
    const regression = { name: 'csv to published, cold', ratio: 3.014, expected: 1.2 };
    expect(judgeComparison({ ...nothing, regressions: [regression] })).toEqual({
      exitCode: 1,
      sentences: [
        'REGRESSION: "csv to published, cold" is 3.01 times what it is measured against, and was 1.20 times.',
      ],
    });
  });

  it('fails by the name of a row that is not measured any more', () => {
    const { exitCode, sentences } = judgeComparison({ ...nothing, missing: ['nothing new'] });
    expect(exitCode).toBe(1);
    expect(sentences[0]).toContain('"nothing new"');
  });

  it('lets a new row pass, and says how to write it down', () => {
    const { exitCode, sentences } = judgeComparison({ ...nothing, added: ['start'] });
    expect(exitCode).toBe(0);
    expect(sentences[0]).toContain('--write-reference');
  });

  it('has nothing to say where all is well', () => {
    expect(judgeComparison(nothing)).toEqual({ exitCode: 0, sentences: [] });
  });
});
