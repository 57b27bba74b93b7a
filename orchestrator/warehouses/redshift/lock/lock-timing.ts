/** In seconds. */
export interface LockTiming {
  /** A sign of life so often. */
  readonly heartbeat: number;
  /** After so long without one, others may take the lock. */
  readonly expiry: number;
  /** So long it is asked whether a transaction took effect whose answers were lost, and who has the lock when those to taking it were. */
  readonly patience: number;
}

export const lockTiming: LockTiming = { heartbeat: 30, expiry: 300, patience: 600 };
