/** Lets so many requests a second through as a service takes, and a second's worth at once; the others wait in line. */
export class TokenBucket {
  readonly #rate: number;
  readonly #now: () => number;
  readonly #wait: (milliseconds: number) => Promise<void>;
  /** When the last of those in line may go, in milliseconds, were they all to go evenly. */
  #next = 0;

  constructor(
    rate: number,
    wait: (milliseconds: number) => Promise<void>,
    now: () => number = () => performance.now(),
  ) {
    this.#rate = rate;
    this.#wait = wait;
    this.#now = now;
  }

  async take(): Promise<void> {
    const now = this.#now();
    this.#next = Math.max(this.#next, now - 1000) + 1000 / this.#rate;
    if (this.#next > now) await this.#wait(this.#next - now);
  }
}
