import type { StatementMonth } from '../../base/names.ts';
import type { MonthInputs, PublishedMonth } from './published-months.ts';

/** Which months there is something new for. */
export interface DueMonths {
  readonly due: readonly StatementMonth[];
  /** Built before, from what they would be built from now. */
  readonly unchanged: readonly StatementMonth[];
  /** Final: only events have changed since they were built, which alone does not open them again. */
  readonly held: readonly StatementMonth[];
}

/**
 * A month is built if it was never published whole, if its bill or the project is another one than then, or if events are and
 * it is not final. A month of which `inputs` says nothing was filled by something else than a load, and is always built.
 */
export function chooseDueMonths(
  months: readonly StatementMonth[],
  inputs: readonly MonthInputs[],
  published: readonly PublishedMonth[],
  finals: ReadonlySet<StatementMonth>,
): DueMonths {
  const due: StatementMonth[] = [];
  const unchanged: StatementMonth[] = [];
  const held: StatementMonth[] = [];
  const nowOf = new Map(inputs.map((one) => [one.month, one]));
  const thenOf = new Map(published.map((one) => [one.month, one]));
  for (const month of months) {
    const now = nowOf.get(month);
    const then = thenOf.get(month);
    if (now === undefined || then === undefined) due.push(month);
    else if (now.bill !== then.bill || now.project !== then.project) due.push(month);
    else if (now.events === then.events) unchanged.push(month);
    else (finals.has(month) ? held : due).push(month);
  }
  return { due, unchanged, held };
}
