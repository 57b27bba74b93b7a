import type { Fence } from '../service/run-transaction.ts';
import { redshiftDialect } from '../sql/dialect.ts';

const { literal } = redshiftDialect;

/**
 * One row: who may write. It lies beside what else the engine remembers, in the schema of raw tables, which every run makes anyway, so nothing
 * has to be allowed or made for it. Redshift locks no rows and enforces no keys: the table is locked whole.
 */
export const runLockTable = redshiftDialect.relation({ schema: 'raw', name: 'raw_apportion__run_lock' });

/**
 * The first statement of every transaction that looks at the table. Everybody else who does waits until that transaction has ended, and what is
 * read after it is what the last one has left: LOCK takes no snapshot, and the next statement does ("Serializable isolation" in the developer
 * guide).
 */
export const lockTable = `lock table ${runLockTable}`;

/** Who wants to write. */
export interface LockTaker {
  readonly run: string;
  readonly command: string;
  readonly host: string;
  readonly machine: string;
  readonly pid: number;
}

/** The row as {@link readLock} gives it; the run is an empty text when nobody holds the lock. */
export interface LockRow {
  readonly run: string;
  readonly command: string;
  readonly host: string;
  readonly machine: string;
  readonly pid: number;
  /** By the warehouse's clock, UTC. */
  readonly since: string;
  readonly heardAt: string;
  readonly silentSeconds: number;
}

/** Makes the table, with its row: one transaction. It fails where the table is there already, so there are never two rows. */
export function createLock(): string[] {
  const [text, integer, time] = ['varchar(256)', 'bigint', 'timestamp'];
  return [
    `create schema if not exists ${redshiftDialect.identifier('raw')}`,
    `create table ${runLockTable} (run_id ${text}, command ${text}, host ${text}, machine ${text}, process_id ${integer}, held_since ${time}, heard_at ${time}, transaction_number ${integer})`,
    `insert into ${runLockTable} values ('', '', '', '', 0, getdate(), getdate(), 0)`,
  ];
}

/** Who holds the lock now. */
export const readLock = `select run_id, command, host, machine, process_id, held_since, heard_at, datediff(second, heard_at, getdate()) as silent_seconds
from ${runLockTable}`;

/** The row of {@link readLock}; undefined if there is none. */
export function parseLock([row]: readonly (readonly (string | null)[])[]): LockRow | undefined {
  if (row === undefined) return undefined;
  const [run, command, host, machine, pid, since, heardAt, silentSeconds] = row.map((cell) => cell ?? '');
  return {
    run: run ?? '',
    command: command ?? '',
    host: host ?? '',
    machine: machine ?? '',
    pid: Number(pid),
    since: since ?? '',
    heardAt: heardAt ?? '',
    silentSeconds: Number(silentSeconds),
  };
}

/**
 * Takes the lock if nobody holds it, if its holder was not heard of for `expiry` seconds by the warehouse's clock, or if its holder is `dead`. One
 * transaction: the second statement tells who held it before, the last who holds it then.
 */
export function takeLock(taker: LockTaker, expiry: number, dead: string | undefined): string[] {
  const isDead = dead === undefined ? '' : ` or run_id = ${text(dead)}`;
  return [
    lockTable,
    readLock,
    `update ${runLockTable}
set run_id = ${text(taker.run)}, command = ${text(taker.command)}, host = ${text(taker.host)}, machine = ${text(taker.machine)},
    process_id = ${taker.pid}, held_since = getdate(), heard_at = getdate(), transaction_number = 0
where run_id = '' or heard_at < dateadd(second, ${-expiry}, getdate())${isDead}`,
    readLock,
  ];
}

/** Fails, with a division by zero, unless the run holds the lock. */
export function holdsLock(run: string): string {
  return `select 1 / count(*) as holds from ${runLockTable} where run_id = ${text(run)}`;
}

/** A sign of life. */
export function renewLock(run: string): string[] {
  return [lockTable, setHeard(run), holdsLock(run)];
}

/** Gives the lock back, if the run holds it. */
export function releaseLock(run: string): string[] {
  return [
    lockTable,
    `update ${runLockTable} set run_id = '', heard_at = getdate() where run_id = ${text(run)}`,
  ];
}

/**
 * The beginning lets nobody else through. It counts: from one number, which has to be there, to the next; so whether the transaction took effect can be
 * read afterwards, whatever became of the answers, and it cannot take effect after it was given up. As long as it goes on there is no other sign of life,
 * so its end is one: whoever has waited for it must not find a holder that looks dead.
 */
export function fence(run: string, from: number, to: number): Fence {
  return {
    begin: [
      lockTable,
      `update ${runLockTable} set transaction_number = ${to} where run_id = ${text(run)} and transaction_number = ${from}`,
      passesFence(run, to),
    ],
    end: [setHeard(run)],
  };
}

function setHeard(run: string): string {
  return `update ${runLockTable} set heard_at = getdate() where run_id = ${text(run)}`;
}

/** The statement of a {@link Fence} that fails unless the run holds the lock. */
export function passesFence(run: string, to: number): string {
  return `${holdsLock(run)} and transaction_number = ${to}`;
}

/**
 * Gives up the transaction that would count from one number to the next, unless it took effect; the second statement tells what the number was. As long as
 * the transaction goes on, the first one waits for it.
 */
export function giveUpTransaction(run: string, from: number): string[] {
  return [
    lockTable,
    `select transaction_number from ${runLockTable} where run_id = ${text(run)}`,
    `update ${runLockTable} set transaction_number = ${givenUp(from)} where run_id = ${text(run)} and transaction_number = ${from}`,
  ];
}

/** What the number is after a transaction was given up: none that any transaction counts to. */
export function givenUp(from: number): number {
  return -Math.abs(from) - 1;
}

function text(value: string): string {
  return literal([...value].slice(0, 60).join(''));
}
