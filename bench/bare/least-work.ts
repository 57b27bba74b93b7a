import type { BareStep } from './bare-step.ts';
import type { OwnStatements } from './own-statements.ts';

export interface TimedStep extends Omit<BareStep, 'work'> {
  readonly cpuSeconds: number;
}

/** What one round has measured: each bare step, and what the project's own statements took. */
export interface TimedRound {
  readonly bare: readonly TimedStep[];
  readonly own: OwnStatements;
}

/** Seconds of processors of a piece of work. */
export interface WorkPiece {
  readonly name: string;
  readonly phase?: 'load' | 'build';
  readonly form?: 'csv' | 'parquet';
  readonly cpuSeconds: number;
}

/** What a month takes at least, piece by piece, and beside it all that comes after the load as the models have it. */
export interface LeastWork {
  readonly pieces: readonly WorkPiece[];
  readonly ownCpuSeconds: number;
}

/**
 * Of each bare step and of each of the project's own statements the best of all rounds; of both, where they do the same, the quicker one; and the
 * project's own for all that has no bare step. Throws if a step replaces a statement that no run has.
 */
export function leastWork(rounds: readonly TimedRound[]): LeastWork {
  const own = bestOfEach(rounds.map((round) => [...round.own]));
  const best = bestOfEach(
    rounds.map(({ bare }) => bare.map(({ name, cpuSeconds }): [string, number] => [name, cpuSeconds])),
  );
  const steps = (rounds[0]?.bare ?? []).map((step) => ({ ...step, cpuSeconds: best.get(step.name) ?? 0 }));
  const replaced = new Set(steps.flatMap(({ replaces = [] }) => replaces));
  const lost = [...replaced].filter((name) => !own.has(name));
  if (lost.length > 0) throw new Error(`no statement of a run is called ${lost.join(', ')} any more`);

  const together = new Map<string, typeof steps>();
  for (const step of steps) {
    const key = step.replaces?.join(', ') ?? step.name;
    together.set(key, [...(together.get(key) ?? []), step]);
  }
  const pieces = [...together.values()].flatMap((same): readonly WorkPiece[] => {
    const [{ name, phase, replaces } = { name: '' }] = same;
    if (replaces === undefined) return same;
    const models = sum(replaces.map((statement) => own.get(statement) ?? 0));
    if (sum(same.map(({ cpuSeconds }) => cpuSeconds)) <= models) return same;
    return [{ name: `${name} (as the models have it)`, phase, cpuSeconds: models }];
  });
  const others = [...own].filter(([name]) => !replaced.has(name)).map(([, cpuSeconds]) => cpuSeconds);
  const allElse = 'all else, as the models have it: tags, rules, reports, rollups, their tests';
  return {
    pieces: [...pieces, { name: allElse, phase: 'build', cpuSeconds: sum(others) }],
    ownCpuSeconds: sum([...own.values()]),
  };
}

function bestOfEach(rounds: readonly (readonly (readonly [string, number])[])[]): Map<string, number> {
  const best = new Map<string, number>();
  for (const [name, value] of rounds.flat())
    best.set(name, Math.min(best.get(name) ?? Number.POSITIVE_INFINITY, value));
  return best;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
