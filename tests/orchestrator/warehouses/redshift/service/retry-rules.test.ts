import { expect, it } from 'vitest';
import {
  failureOf,
  isWorthAnotherTime,
  pauseBefore,
  retryRules,
} from '../../../../../orchestrator/warehouses/redshift/service/retry-rules.ts';

const named = (name: string, message = '', more: object = {}) =>
  Object.assign(new Error(message), { name, ...more });

it.each([
  [named('ThrottlingException'), 'throttled'],
  [named('ActiveStatementsExceededException'), 'busy'],
  [named('ActiveSessionsExceededException'), 'busy'],
  [named('ValidationException', 'Unknown parameter in input: "WaitTimeSeconds"'), 'no-long-poll'],
  [named('ValidationException', 'Session is not available'), 'session-lost'],
  [named('ValidationException', 'The query text is too long'), 'refused'],
  [named('AccessDeniedException', 'not authorized'), 'refused'],
  [named('ExecuteStatementException'), 'server'],
  [named('DatabaseConnectionException'), 'server'],
  [named('Unheard', '', { $metadata: { httpStatusCode: 503 } }), 'server'],
  [named('Unheard', '', { $metadata: { httpStatusCode: 429 } }), 'throttled'],
  [named('Error', 'read', { code: 'ECONNRESET' }), 'network'],
  [named('Error', 'socket hang up'), 'network'],
  [named('TimeoutError'), 'network'],
  ['not an error', 'refused'],
])('takes %s for %s', (error, failure) => {
  expect(failureOf(error)).toBe(failure);
});

it('never sends again what was refused, nor believes that what was turned away had been accepted', () => {
  expect(retryRules.refused.times).toBe(0);
  const accepted = Object.entries(retryRules).filter(([, rule]) => rule.mayBeAccepted);
  expect(accepted.map(([failure]) => failure)).toEqual(['server', 'network']);
});

it('waits longer each time, up to a limit, and not always as long', () => {
  const rule = { pause: 100, longestPause: 1000 };
  for (const [time, longest] of [
    [1, 100],
    [2, 200],
    [4, 800],
    [9, 1000],
  ] as const) {
    const pause = pauseBefore(time, rule);
    expect(pause).toBeLessThanOrEqual(longest);
    expect(pause).toBeGreaterThanOrEqual(longest / 2);
  }
});

it('does a statement again that lost against another, and none that names what is not there', () => {
  expect(isWorthAnotherTime('ERROR: 1023 Detail: Serializable isolation violation on table - 1')).toBe(true);
  expect(isWorthAnotherTime('ERROR: 1018\n Detail: Relation does not exist.')).toBe(true);
  expect(isWorthAnotherTime('ERROR: deadlock detected\n Detail: Process 1 waits')).toBe(true);
  expect(isWorthAnotherTime('ERROR: could not open relation with OID 123456')).toBe(true);
  expect(isWorthAnotherTime('ERROR: conflict with concurrent transaction')).toBe(true);
  expect(isWorthAnotherTime('ERROR: relation "costs" does not exist')).toBe(false);
});
