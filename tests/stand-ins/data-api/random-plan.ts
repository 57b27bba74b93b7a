import type { DataApiPlan, RequestFault, StatementFault } from './plan.ts';

const requestFaults: readonly RequestFault[] = [
  'throttled',
  'active-statements',
  'active-sessions',
  'active-waiting',
  'connection-failed',
  'server-error',
  'server-error-after',
  'reset',
  'reset-after',
  'session-lost',
];
const statementFaults: readonly StatementFault[] = ['serializable', 'relation-lost'];

/** Of a hundred requests five meet something, and so do five of a hundred statements. */
export function randomPlan(seed: number): DataApiPlan {
  let state = seed * 2654435761 + 1;
  // Numerical Recipes' linear congruence: the same failures for the same seed, as far as the requests come in the same order.
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const pick = <T>(faults: readonly T[]): T | undefined =>
    random() < 0.05 ? faults[Math.floor(random() * faults.length)] : undefined;
  return {
    onRequest: ({ body }) => {
      const fault = pick(requestFaults);
      return fault === 'session-lost' && body.SessionId === undefined ? 'reset' : fault;
    },
    onStatement: () => pick(statementFaults),
  };
}
