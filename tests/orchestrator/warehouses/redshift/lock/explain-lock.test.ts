import { expect, it } from 'vitest';
import { formatDiagnostic } from '../../../../../orchestrator/base/diagnostic.ts';
import {
  explainHolder,
  tellTakeover,
} from '../../../../../orchestrator/warehouses/redshift/lock/explain-lock.ts';

const holder = { command: 'apportion build', host: 'batch-1', pid: 17, run: 'r20170308t040506_1a2b' };
const row = {
  ...holder,
  machine: 'm',
  since: '2017-03-08 04:05:07',
  heardAt: '2017-03-08 04:31:10',
  silentSeconds: 400,
};

it('says who works since when, and how long to wait if that one is dead', () => {
  const told = explainHolder('prod', { ...holder, since: '2017-03-08T04:05:07Z', silentSeconds: 12 });
  expect(formatDiagnostic(told)).toMatchInlineSnapshot(`
    "error  already-running
      Target "prod" is in use by process 17 on batch-1 ("apportion build", run r20170308t040506_1a2b) since 2017-03-08T04:05:07Z, last heard of 12 seconds ago; one run at a time can write to it.
      Wait until it is done. Should it be dead, its lock expires in 288 seconds; if you are certain, "apportion clean --warehouse --release r20170308t040506_1a2b" takes it at once."
  `);
});

it('says what became of a dead run', () => {
  expect(formatDiagnostic(tellTakeover('prod', { from: row, cancelled: 2 }))).toMatchInlineSnapshot(`
    "warning  lock-taken-over
      Run r20170308t040506_1a2b ("apportion build", process 17 on batch-1, since 2017-03-08 04:05:07 UTC) did not give back the lock of target "prod", and was last heard of at 2017-03-08 04:31:10 UTC. The lock is this run's now, so that one can publish nothing any more. Cancelled in flight: 2 of its statements.
      What it had not published is taken away. Only the identity that sent a statement sees it: if that was another one, look for what it still runs in sys_query_history."
  `);
});

it('says what of a dead run could not be ended', () => {
  const told = tellTakeover('prod', { from: row, cancelled: 0, refused: 'AccessDeniedException: No.' });
  expect(told.code).toBe('lock-taken-over');
  expect(told.hint).toMatchInlineSnapshot(
    `"Some of it could not be cancelled, and may go on for a while (AccessDeniedException: No.)."`,
  );
});
