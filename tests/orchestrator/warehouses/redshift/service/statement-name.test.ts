import { expect, it } from 'vitest';
import {
  clientToken,
  statementName,
  statementNamesOf,
} from '../../../../../orchestrator/warehouses/redshift/service/statement-name.ts';

const identity = { run: 'r1', nonce: '3f9c2a1b', purpose: 'costs', number: 12, attempt: 1 };

it('begins with the run and what it is for, so that it is listed with them', () => {
  expect(statementName(identity)).toBe('apportion:r1:costs:3f9c2a1b:12.1');
  expect(statementName(identity).startsWith(statementNamesOf('r1'))).toBe(true);
  expect(statementName({ ...identity, run: 'r10' }).startsWith(statementNamesOf('r1'))).toBe(false);
});

it('is no longer than the service takes, however long the name of a test is', () => {
  expect(statementName({ ...identity, purpose: 'ä'.repeat(2000) }).length).toBeLessThanOrEqual(500);
});

it('has a token of its own for each statement, attempt and process', () => {
  const others = [
    identity,
    { ...identity, run: 'r2' },
    { ...identity, nonce: '00000000' },
    { ...identity, purpose: 'other' },
    { ...identity, number: 1, attempt: 2 },
    { ...identity, number: 12, attempt: 2 },
  ];
  const tokens = others.map(clientToken);
  expect(new Set(tokens).size).toBe(tokens.length);
  for (const token of tokens) expect(token).toMatch(/^[0-9a-f]{64}$/);
  expect(clientToken({ ...identity })).toBe(tokens[0]);
});
