import { isGone } from '../../../base/machine.ts';
import { WarehouseBusyError, WarehouseError, type WarehouseHolder } from '../../warehouse.ts';
import type { DataApi } from '../service/data-api.ts';
import { readResult } from '../service/read-result.ts';
import type { Fence } from '../service/run-transaction.ts';
import { SessionPool } from '../service/session-pool.ts';
import type { StatementRunner } from '../service/statement-runner.ts';
import type { LockTiming } from './lock-timing.ts';
import { patiently } from './patiently.ts';
import {
  createLock,
  fence,
  givenUp,
  giveUpTransaction,
  holdsLock,
  type LockRow,
  type LockTaker,
  lockTable,
  parseLock,
  passesFence,
  readLock,
  releaseLock,
  renewLock,
  runLockTable,
  takeLock,
} from './run-lock-sql.ts';

export interface RunLockOptions {
  readonly api: DataApi;
  readonly runner: StatementRunner;
  readonly taker: LockTaker;
  readonly timing: LockTiming;
  /** The run whose lock somebody has said is to be taken although it does not look dead. */
  readonly release?: string;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Told once, when the lock is lost: nothing that is still on its way is worth its end. */
  readonly onLost: () => void;
}

const purpose = { name: '(lock)' };
const never = new AbortController().signal;

/**
 * The right to write to the warehouse, which one run at a time has: a row of a table (run-lock-sql.ts), taken, renewed and given back in a session of
 * its own, so that no statement of the run is in its way. Whoever falls silent loses it; that he writes no more all the same, the fence sees to.
 */
export class RunLock {
  readonly #options: RunLockOptions;
  readonly #session = new SessionPool(1);
  /** What the row's transaction number is. */
  #number = 0;
  #renewedAt = performance.now();
  #tickedAt = performance.now();
  #awakeSince = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #isHeld = false;
  #renewing: Promise<void> | undefined;
  /** Transactions go one after the other: in the warehouse they would wait for each other anyway. */
  #last: Promise<unknown> = Promise.resolve();
  #isGuarding = false;
  #lost: WarehouseError | undefined;

  constructor(options: RunLockOptions) {
    this.#options = options;
  }

  /**
   * Takes the lock, and gives whose it was if that run did not give it back. Rejects with a {@link WarehouseBusyError} if a run has it that may be
   * alive. While another run publishes, it waits.
   */
  async take(signal: AbortSignal): Promise<LockRow | undefined> {
    const { taker, release } = this.#options;
    try {
      for (let dead = release; ; ) {
        const { before, after } = await this.#tryToTake(dead, signal);
        if (after === undefined)
          throw new WarehouseError(
            `The table ${runLockTable} has no row any more. Drop it, and the next run makes it anew.`,
            { kind: 'other' },
          );
        if (after.run === taker.run) {
          this.#start();
          return before === undefined || before.run === '' || before.run === taker.run ? undefined : before;
        }
        if (after.run === dead || after.machine !== taker.machine || !isGone(after.pid))
          throw new WarehouseBusyError(holderOf(after));
        dead = after.run;
      }
    } catch (error) {
      // Whoever lost an answer may have taken it all the same.
      const isCancelled = error instanceof WarehouseError && error.detail.kind === 'interrupted';
      this.#isHeld = !isCancelled && !(error instanceof WarehouseBusyError);
      throw error;
    }
  }

  /** Why nothing may be written any more; undefined as long as it may. */
  get lost(): WarehouseError | undefined {
    return this.#lost;
  }

  /** Looks whether it is still held, since something went wrong that another run may have done; why nothing may be written any more. */
  async verify(): Promise<WarehouseError | undefined> {
    if (this.#lost === undefined) await this.#renew();
    return this.#lost;
  }

  /**
   * Does a transaction that has to begin and end with the statements it is given. Resolves when it took effect, also if only asking afterwards told so; rejects
   * when nothing of it did, or with the kind `unknown` when even asking told nothing.
   */
  async guard(work: (fence: Fence) => Promise<void>, signal: AbortSignal): Promise<void> {
    const turn = this.#last.then(() => this.#guardNow(work, signal));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Gives the lock back, if it is still held. Never rejects: what cannot be given back expires. */
  async release(): Promise<void> {
    clearInterval(this.#timer);
    if (!this.#isHeld || this.#lost !== undefined) return;
    this.#lost = new WarehouseError('The lock was given back.', { kind: 'lock-lost' });
    await this.#ask(releaseLock(this.#options.taker.run)).catch(() => undefined);
  }

  /** Lets the lock's own session end. */
  async end(): Promise<void> {
    await this.#session.use(never, (slot) => this.#options.runner.end(slot));
  }

  async #guardNow(work: (fence: Fence) => Promise<void>, signal: AbortSignal): Promise<void> {
    if (this.#lost !== undefined) throw this.#lost;
    const { run } = this.#options.taker;
    const from = this.#number;
    const to = Math.abs(from) + 1;
    this.#isGuarding = true;
    try {
      await work(fence(run, from, to));
      this.#number = to;
      this.#renewedAt = performance.now();
    } catch (error) {
      if (!(error instanceof WarehouseError)) throw error;
      if (error.detail.sql === passesFence(run, to)) throw await this.#loseToOther();
      if (error.detail.kind !== 'unknown') throw error;
      if (!(await this.#tookEffect(from, to, error, signal)))
        throw new WarehouseError(
          'The answers to the statements of a transaction were lost, and it did not take effect.',
          { kind: 'other' },
          { cause: error },
        );
    } finally {
      this.#isGuarding = false;
    }
  }

  /** Asks, as long as patience lasts, whether a transaction took effect; if it did not, it cannot any more. Rejects with `error` if nobody can say. */
  async #tookEffect(from: number, to: number, error: WarehouseError, signal: AbortSignal): Promise<boolean> {
    const { timing, wait, taker, api } = this.#options;
    const asking = async () => {
      const id = await this.#ask(giveUpTransaction(taker.run, from));
      return (await readResult(api, `${id}:2`)).rows[0]?.[0];
    };
    // Who has interrupted the run waits for this.
    const seconds = () => (signal.aborted ? Math.min(timing.patience, 30) : timing.patience);
    const number = await patiently(asking, { isPassing: isOfWarehouse, seconds, wait }).catch(
      (problem: unknown) => {
        throw isOfWarehouse(problem) ? error : problem;
      },
    );
    // Whoever has the lock now knows nothing of this run's transactions.
    if (number === undefined || number === null) throw error;
    this.#number = Number(number) === to ? to : givenUp(from);
    return Number(number) === to;
  }

  async #tryToTake(dead: string | undefined, signal: AbortSignal) {
    const { taker, timing, api } = this.#options;
    const statements = takeLock(taker, timing.expiry, dead);
    const id = await this.#askAgain(statements, signal).catch(async (error: unknown) => {
      if (!isMissing(error)) throw error;
      // Another run may make it at the same moment: then that is said of this statement, and the next one goes well.
      const problem = await this.#ask(createLock()).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      return this.#askAgain(statements, signal).catch((again: unknown) => {
        throw isMissing(again) ? (problem ?? again) : again;
      });
    });
    const [before, after] = [await readResult(api, `${id}:2`), await readResult(api, `${id}:4`)];
    return { before: parseLock(before.rows), after: parseLock(after.rows) };
  }

  #start(): void {
    this.#isHeld = true;
    this.#renewedAt = performance.now();
    this.#timer = setInterval(() => void this.#tick(), this.#options.timing.heartbeat * 1000);
    this.#timer.unref();
  }

  async #tick(): Promise<void> {
    const { heartbeat, expiry } = this.#options.timing;
    const now = performance.now();
    // A process that was stopped gets to ask first.
    if (now - this.#tickedAt > 3 * heartbeat * 1000) this.#awakeSince = now;
    this.#tickedAt = now;
    const isSilent = now - this.#renewedAt > expiry * 1000 && now - this.#awakeSince > 3 * heartbeat * 1000;
    if (isSilent && !this.#isGuarding && this.#lost === undefined) {
      const seconds = Math.round((now - this.#renewedAt) / 1000);
      this.#lose(
        `The lock of this run could not be renewed for ${seconds} seconds, so another run may have taken it.`,
      );
    }
    if (this.#lost === undefined) await this.#renew();
  }

  /** Gives a sign of life, unless one is on its way. Never rejects. */
  #renew(): Promise<void> {
    this.#renewing ??= this.#renewNow().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #renewNow(): Promise<void> {
    const { run } = this.#options.taker;
    const startedAt = performance.now();
    try {
      await this.#ask(renewLock(run));
      this.#renewedAt = startedAt;
    } catch (error) {
      // Anything else may be better the next time.
      const isTaken = error instanceof WarehouseError && error.detail.sql === holdsLock(run);
      if (isTaken && this.#lost === undefined) await this.#loseToOther();
    }
  }

  async #loseToOther(): Promise<WarehouseError> {
    const id = await this.#ask([lockTable, readLock]).catch(() => undefined);
    const other =
      id === undefined
        ? undefined
        : await readResult(this.#options.api, `${id}:2`).then(
            ({ rows }) => parseLock(rows),
            () => undefined,
          );
    if (other === undefined) return this.#lose('Another run has taken the lock of this one.');
    const { run, command, pid, host, since } = other;
    const who = run === '' ? 'one that has ended by now' : `run ${run}`;
    return this.#lose(
      `Another run has taken the lock of this one: ${who} ("${command}", process ${pid} on ${host}), at ${since} UTC by the warehouse's clock.`,
    );
  }

  #lose(message: string): WarehouseError {
    if (this.#lost !== undefined) return this.#lost;
    clearInterval(this.#timer);
    this.#lost = new WarehouseError(message, { kind: 'lock-lost' });
    this.#options.onLost();
    return this.#lost;
  }

  /**
   * The same as long as patience lasts while the answers are lost, for what may take effect twice: the lock names its run, so whoever took it
   * without being told is told then. Whose it was before was in the answer that was lost; what that run still does, the fence keeps from readers.
   */
  #askAgain(statements: readonly string[], signal: AbortSignal): Promise<string> {
    const { timing, wait } = this.#options;
    const seconds = () => (signal.aborted ? 0 : timing.patience);
    return patiently(() => this.#ask(statements, signal), { isPassing: isLost, seconds, wait });
  }

  /** Runs statements as one transaction in the lock's own session; its id. */
  async #ask(statements: readonly string[], signal: AbortSignal = never): Promise<string> {
    return this.#session.use(signal, async (slot) => {
      const { id } = await this.#options.runner.run(slot, statements, 'transaction', purpose, signal);
      return id;
    });
  }
}

function isOfWarehouse(error: unknown): error is WarehouseError {
  return error instanceof WarehouseError;
}

/** Whether nobody knows what became of the statements. */
function isLost(error: unknown): boolean {
  return isOfWarehouse(error) && error.detail.kind === 'unknown';
}

function isMissing(error: unknown): boolean {
  return (
    error instanceof WarehouseError && error.detail.sql === lockTable && /does not exist/i.test(error.message)
  );
}

function holderOf({ run, command, host, pid, since, silentSeconds }: LockRow): WarehouseHolder {
  return { run, command, host, pid, since: `${since.replace(' ', 'T')}Z`, silentSeconds };
}
