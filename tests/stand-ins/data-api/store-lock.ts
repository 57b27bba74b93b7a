/**
 * Who may use the one connection of a store. A session keeps it from the beginning of its transaction to its end, and the others wait: to
 * them its tables are locked.
 */
export class StoreLock {
  #isTaken = false;
  #holder: string | undefined;
  #waiting: { readonly owner: string; readonly enter: () => void }[] = [];

  /** Resolves with true when it is the owner's turn, with false if `cancelled` comes first. */
  async enter(owner: string, cancelled: Promise<void>): Promise<boolean> {
    if (this.#isFree(owner)) {
      this.#isTaken = true;
      return true;
    }
    return new Promise((resolve) => {
      const place = { owner, enter: () => resolve(true) };
      this.#waiting.push(place);
      void cancelled.then(() => {
        if (!this.#waiting.includes(place)) return;
        this.#waiting = this.#waiting.filter((other) => other !== place);
        resolve(false);
      });
    });
  }

  /** Gives it to the next; `holder` is who keeps it for a transaction that goes on. */
  leave(holder?: string): void {
    this.#isTaken = false;
    this.#holder = holder;
    const next = this.#waiting.find(({ owner }) => this.#isFree(owner));
    if (next === undefined) return;
    this.#isTaken = true;
    this.#waiting = this.#waiting.filter((other) => other !== next);
    next.enter();
  }

  #isFree(owner: string): boolean {
    return !this.#isTaken && (this.#holder === undefined || this.#holder === owner);
  }
}
