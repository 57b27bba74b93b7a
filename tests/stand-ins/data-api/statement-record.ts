import type { StoreResult } from './sql-store.ts';

export type StatementStatus = 'SUBMITTED' | 'PICKED' | 'STARTED' | 'FINISHED' | 'FAILED' | 'ABORTED';

/** One statement of a batch, or the only one. */
export interface SubStatement {
  readonly sql: string;
  status: StatementStatus;
  error?: string;
  /** The warehouse's own number for it, once it has begun. */
  queryId?: number;
  result?: StoreResult;
}

/** A statement or batch that was accepted: where it is in its life, and who waits for it. */
export class StatementRecord {
  readonly createdAt = Date.now() / 1000;
  readonly parts: readonly SubStatement[];
  readonly history: StatementStatus[] = ['SUBMITTED'];
  error?: string;
  isCancelled = false;
  readonly cancelled: Promise<void>;
  readonly #tellCancelled: () => void;
  readonly ended: Promise<void>;
  readonly #tellEnded: () => void;

  constructor(
    readonly id: string,
    readonly sqls: readonly string[],
    readonly detail: {
      readonly isBatch: boolean;
      readonly isTransaction: boolean;
      readonly name?: string;
      readonly token?: string;
      readonly caller: string;
      readonly sessionId?: string;
    },
  ) {
    this.parts = sqls.map((sql) => ({ sql, status: 'SUBMITTED' }));
    [this.cancelled, this.#tellCancelled] = signal();
    [this.ended, this.#tellEnded] = signal();
  }

  get status(): StatementStatus {
    return this.history.at(-1) ?? 'SUBMITTED';
  }

  get isEnded(): boolean {
    return ['FINISHED', 'FAILED', 'ABORTED'].includes(this.status);
  }

  become(status: StatementStatus, error?: string): void {
    this.history.push(status);
    this.error = error;
    if (!this.isEnded) return;
    for (const part of this.parts)
      if (part.status === 'SUBMITTED' || part.status === 'STARTED') part.status = 'ABORTED';
    this.#tellEnded();
  }

  cancel(): void {
    this.isCancelled = true;
    this.#tellCancelled();
  }
}

function signal(): [Promise<void>, () => void] {
  let tell = (): void => {};
  const told = new Promise<void>((resolve) => {
    tell = resolve;
  });
  return [told, tell];
}
