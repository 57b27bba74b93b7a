import { expect, it } from 'vitest';
import { newRunId } from '../../../orchestrator/run/run-id.ts';

it('names a run by its start in UTC', () => {
  expect(newRunId(new Date('2017-03-08T04:05:06.789Z'), '1a2b')).toBe('r20170308t040506_1a2b');
  expect(newRunId(new Date())).toMatch(/^r\d{8}t\d{6}_[0-9a-f]{4}$/);
});
