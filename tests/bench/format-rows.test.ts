import { describe, expect, it } from 'vitest';
import { formatComparedRows, formatRows } from '../../bench/format-rows.ts';

describe('formatComparedRows', () => {
  it('shows the ratio that was committed, where there is one', () => {
    const baseline = { name: 'bare', value: 10 };
    const rows = [
      { name: 'a', unit: 'seconds', value: 14, baseline },
      { name: 'b', unit: 'MiB', value: 4096, baseline },
    ] as const;
    expect(
      formatComparedRows(rows, { a: 1.25 }),
    ).toBe(`| measure | ratio  | measured | against | which took | committed |
|---------|--------|----------|---------|------------|-----------|
| a       | 1.40 × | 14.0 s   | bare    | 10.0 s     | 1.25 ×    |
| b       | 410 ×  | 4096 MiB | bare    | 10 MiB     |           |
`);
  });
});

describe('formatRows', () => {
  it('is a table with ratios, goals and what was reached', () => {
    const baseline = { name: 'bare', value: 10 };
    expect(
      formatRows([
        { name: 'a', unit: 'seconds', value: 14, baseline, goal: { of: 'ratio', atMost: 1.5 } },
        { name: 'b', unit: 'MiB', value: 4096, baseline, goal: { of: 'value', atMost: 3072 } },
        { name: 'c', unit: 'seconds', value: 0.5, baseline },
      ]),
    ).toBe(`| measure | ratio   | measured | against | which took | goal     |         |
|---------|---------|----------|---------|------------|----------|---------|
| a       | 1.40 ×  | 14.0 s   | bare    | 10.0 s     | 1.50 ×   | reached |
| b       | 410 ×   | 4096 MiB | bare    | 10 MiB     | 3072 MiB | missed  |
| c       | 0.050 × | 0.50 s   | bare    | 10.0 s     |          |         |
`);
  });
});
