import { describe, expect, it } from 'vitest';
import { parseStatementMonth, type StatementMonth } from '../../../../orchestrator/base/names.ts';
import { chooseDueMonths } from '../../../../orchestrator/run/inputs/choose-due-months.ts';
import type { MonthInputs } from '../../../../orchestrator/run/inputs/published-months.ts';

const month = (text: string): StatementMonth => {
  const parsed = parseStatementMonth(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
};
const january = month('2017-01');
const february = month('2017-02');
const now: MonthInputs = { month: january, bill: 'b', events: 'e', project: 'p' };
const then = (changes: Partial<MonthInputs> = {}) => ({ ...now, runId: 'r', publishedAt: 't', ...changes });

describe('a month', () => {
  it.each([
    ['is due if it was never published', [], [], 'due'],
    ['is unchanged if all is as it was', [then()], [], 'unchanged'],
    ['is due if its bill is another one', [then({ bill: 'old' })], [], 'due'],
    ['is due if the project is another one', [then({ project: 'old' })], [], 'due'],
    ['is due if events are others', [then({ events: 'old' })], [], 'due'],
    ['is held if it is final and only events are others', [then({ events: 'old' })], [january], 'held'],
    [
      'is due if it is final and its bill is another one',
      [then({ bill: 'old', events: 'old' })],
      [january],
      'due',
    ],
    ['is due if it is final and the project is another one', [then({ project: 'old' })], [january], 'due'],
  ] as const)('%s', (_title, published, finals, kind) => {
    const chosen = chooseDueMonths([january], [now], published, new Set(finals));
    expect(chosen).toEqual({ due: [], unchanged: [], held: [], [kind]: [january] });
  });

  it('is due if no load has filled it', () => {
    expect(chooseDueMonths([january], [], [then()], new Set()).due).toEqual([january]);
  });

  it('is judged by itself', () => {
    const inputs = [now, { ...now, month: february }];
    const published = [then({ bill: 'old' }), then({ month: february })];
    expect(chooseDueMonths([january, february], inputs, published, new Set())).toEqual({
      due: [january],
      unchanged: [february],
      held: [],
    });
  });
});
