/**
 * The world outside of the process, handed in so that nothing below the commands prints, reads a clock or an environment
 * variable by itself.
 */
export interface Effects {
  readonly now: () => Date;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The folder that relative locations on the command line start from. */
  readonly workingFolder: string;
  /** Standard output: the result. */
  readonly out: TextOutput;
  /** Standard error: progress, warnings and errors. */
  readonly err: TextOutput;
  /** Sends JSON to an address and gives the status of the answer. Rejects if there is none within ten seconds. */
  readonly post: (address: string, json: string) => Promise<number>;
  /** Absent: what was worked out is not kept. */
  readonly engine?: Engine;
  /** Says that what was asked for has been done: from here on the command ends by itself, and no signal but a kill makes it end before. */
  readonly settle?: () => void;
  /** Aborted by Ctrl-C, SIGTERM and SIGHUP. */
  readonly interrupted: AbortSignal;
}

/** A build of the engine. */
export interface Engine {
  /** Which one: what one has worked out, only the same one may use again. */
  readonly build: string;
  /** The script of a thread: see `graph/parse-ahead.ts`. */
  readonly templateWorker: URL;
}

export interface TextOutput {
  write(text: string): void;
  /** Whether a person is looking: colours and moving bars only then. */
  readonly isTerminal: boolean;
  /** Columns of the terminal; 80 where there is none. */
  readonly columns: number;
}
