import type { Comparison } from './compare-rows.ts';

/** What a comparison comes to: sentences for people, and the command's exit code. */
export interface Verdict {
  readonly exitCode: 0 | 1;
  readonly sentences: readonly string[];
}

/** A row that is clearly worse fails by its name, and so does one that is gone; a new one only asks to be written down. */
export function judgeComparison({ regressions, missing, added }: Comparison): Verdict {
  const sentences = [
    ...regressions.map(
      ({ name, ratio, expected }) =>
        `REGRESSION: "${name}" is ${ratio.toFixed(2)} times what it is measured against, and was ${expected.toFixed(2)} times.`,
    ),
    ...missing.map((name) => `MISSING: "${name}" stands in bench/reference.json and was not measured.`),
    ...added.map(
      (name) =>
        `"${name}" does not stand in bench/reference.json yet: npm run bench -- --quick --write-reference`,
    ),
  ];
  return { exitCode: regressions.length + missing.length > 0 ? 1 : 0, sentences };
}
