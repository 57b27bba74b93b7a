import { interrupted } from './redshift-error.ts';

/** A place for one statement at a time, with the session that its statements share once it has one. */
export interface Slot {
  sessionId?: string;
}

/**
 * At most `size` pieces of work at the same time, each with a slot of its own; the others wait in line. When the warehouse has too much to
 * do there are half as many, and one more again with every score of pieces that were done.
 */
export class SessionPool {
  readonly #size: number;
  readonly #idle: Slot[] = [];
  readonly #waiting: (() => void)[] = [];
  #inUse = 0;
  #limit: number;
  #doneSince = 0;

  constructor(size: number) {
    this.#size = size;
    this.#limit = size;
  }

  /** Does the work in a slot. Rejects without having begun it if the signal comes while it waits. */
  async use<T>(signal: AbortSignal, work: (slot: Slot) => Promise<T>): Promise<T> {
    await this.#enter(signal);
    const slot = this.#idle.pop() ?? {};
    try {
      return await work(slot);
    } finally {
      // The latest used comes first again: those that are not needed run out by themselves.
      this.#idle.push(slot);
      this.#leave();
    }
  }

  /** Does something with all slots in which nothing is done. */
  async drain(work: (slot: Slot) => Promise<void>): Promise<void> {
    await Promise.all(this.#idle.map(work));
  }

  /** How many may work at the same time now. */
  get limit(): number {
    return this.#limit;
  }

  /** Halves what is done at the same time. */
  giveWay(): void {
    this.#limit = Math.max(1, Math.floor(this.#limit / 2));
    this.#doneSince = 0;
  }

  async #enter(signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw interrupted();
    if (this.#inUse < this.#limit) {
      this.#inUse++;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const leaveLine = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(enter), 1);
        reject(interrupted());
      };
      const enter = (): void => {
        signal.removeEventListener('abort', leaveLine);
        resolve();
      };
      this.#waiting.push(enter);
      signal.addEventListener('abort', leaveLine, { once: true });
    });
  }

  #leave(): void {
    this.#inUse--;
    this.#doneSince++;
    if (this.#doneSince >= 20 && this.#limit < this.#size) {
      this.#limit++;
      this.#doneSince = 0;
    }
    while (this.#inUse < this.#limit) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#inUse++;
      next();
    }
  }
}
