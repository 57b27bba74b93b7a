import { WarehouseError } from '../warehouse.ts';
import { SessionLostError } from './data-api.ts';
import { isWorthAnotherTime } from './retry-rules.ts';
import type { Slot } from './session-pool.ts';
import type { StatementRunner } from './statement-runner.ts';

/** How many statements a batch may have. */
const mostOfBatch = 40;

/**
 * Runs statements so that all of them take effect or none. Up to forty are one batch, which is a transaction by itself. More are sent in
 * several batches between `begin` and `commit` in one session:
 *
 *     begin │ 1 … 40 │ 41 … 80 │ … │ commit
 *
 * A batch that is a transaction would commit at its own end, so these are run one by one; whether the endpoint knows how to, an empty
 * batch tells, and if it does not, each statement is sent by itself. A session that ends takes its transaction back.
 */
export async function runTransaction(
  runner: StatementRunner,
  slot: Slot,
  statements: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  if (statements.length === 0) return;
  if (statements.length <= mostOfBatch) {
    await runner.run(slot, statements, 'transaction', signal);
    return;
  }
  for (let time = 1; ; time++) {
    try {
      await runInBatches(runner, slot, statements, signal);
      return;
    } catch (error) {
      // What was taken back because of another transaction, or with its session, can be done from the beginning.
      if (signal.aborted || time > mostRetries || !isTakenBack(error)) throw error;
      await runner.pause(time);
    }
  }
}

const mostRetries = 5;

function isTakenBack(error: unknown): boolean {
  if (!(error instanceof WarehouseError)) return false;
  return error.cause instanceof SessionLostError || isWorthAnotherTime(error.message);
}

async function runInBatches(
  runner: StatementRunner,
  slot: Slot,
  statements: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  await runner.run(slot, ['begin'], 'statement', signal);
  try {
    const size = (await knowsOneByOne(runner, slot, signal)) ? mostOfBatch : 1;
    for (let from = 0; from < statements.length; from += size) {
      const part = statements.slice(from, from + size);
      await runner.runWithin(slot, part, size === 1 ? 'statement' : 'one-by-one', signal);
    }
  } catch (error) {
    await giveUp(runner, slot);
    throw error;
  }
  try {
    // Not to be interrupted: whoever is told that it was must be able to believe that nothing took effect.
    await runner.runWithin(slot, ['commit'], 'statement', new AbortController().signal);
  } catch (error) {
    delete slot.sessionId;
    throw error;
  }
}

/** A batch of an older endpoint is always a transaction; it ends the open one, which is empty, so it is begun again. */
async function knowsOneByOne(runner: StatementRunner, slot: Slot, signal: AbortSignal): Promise<boolean> {
  try {
    const { statement } = await runner.runWithin(slot, ['select 1'], 'one-by-one', signal);
    if (statement.ExecutionMode === 'AUTO_COMMIT') return true;
  } catch (error) {
    if (!(error instanceof WarehouseError) || !/ExecutionMode/.test(error.message)) throw error;
  }
  await runner.runWithin(slot, ['rollback'], 'statement', signal);
  await runner.runWithin(slot, ['begin'], 'statement', signal);
  return false;
}

/** Takes the transaction back at once, for what it has locked; if that does not work, the end of the session does. */
async function giveUp(runner: StatementRunner, slot: Slot): Promise<void> {
  await runner
    .runWithin(slot, ['rollback'], 'statement', new AbortController().signal)
    .catch(() => undefined);
  delete slot.sessionId;
}
