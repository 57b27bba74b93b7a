import type { Diagnostic } from '../../../base/diagnostic.ts';
import type { WarehouseHolder } from '../../warehouse.ts';
import type { Takeover } from '../open-redshift.ts';
import { lockTiming } from './lock-timing.ts';

/** Who has the lock of a target, and what to do if that run is dead. */
export function explainHolder(name: string, holder: WarehouseHolder): Diagnostic {
  const { run = '', command, pid, host, since, silentSeconds = 0 } = holder;
  const left = Math.max(lockTiming.expiry - silentSeconds, 0);
  return {
    severity: 'error',
    code: 'already-running',
    message: `Target "${name}" is in use by process ${pid} on ${host} ("${command}", run ${run}) since ${since}, last heard of ${secondsOf(silentSeconds)} ago; one run at a time can write to it.`,
    hint: `Wait until it is done. Should it be dead, its lock expires ${left === 0 ? 'now' : `in ${secondsOf(left)}`}; if you are certain, "apportion clean --warehouse --release ${run}" takes it at once.`,
  };
}

/** What became of a run that is dead, and of what it had in the warehouse. */
export function tellTakeover(name: string, { from, cancelled, refused }: Takeover): Diagnostic {
  const { run, command, pid, host, since, heardAt } = from;
  const orphans =
    cancelled === 0
      ? 'None of its statements was found in flight.'
      : `Cancelled in flight: ${cancelled} of its statements.`;
  return {
    severity: 'warning',
    code: 'lock-taken-over',
    message: `Run ${run} ("${command}", process ${pid} on ${host}, since ${since} UTC) did not give back the lock of target "${name}", and was last heard of at ${heardAt} UTC. The lock is this run's now, so that one can publish nothing any more. ${orphans}`,
    hint:
      refused === undefined
        ? 'What it had not published is taken away. Only the identity that sent a statement sees it: if that was another one, look for what it still runs in sys_query_history.'
        : `Some of it could not be cancelled, and may go on for a while (${refused}).`,
  };
}

function secondsOf(seconds: number): string {
  return seconds === 1 ? '1 second' : `${seconds} seconds`;
}
