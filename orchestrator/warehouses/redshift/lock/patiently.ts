export interface Patience {
  /** Whether an error may be gone when the work is done again. */
  readonly isPassing: (error: unknown) => boolean;
  /** For how many seconds it is done again; asked each time. */
  readonly seconds: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** Does work that may be done any number of times until it goes well, every five seconds. Rejects with its last error. */
export async function patiently<T>(
  work: () => Promise<T>,
  { isPassing, seconds, wait }: Patience,
): Promise<T> {
  const startedAt = performance.now();
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isPassing(error) || performance.now() - startedAt > seconds() * 1000) throw error;
      await wait(5000);
    }
  }
}
