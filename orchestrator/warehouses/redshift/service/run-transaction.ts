import type { Purpose } from '../../warehouse.ts';
import { mostOfBatch, packStatements, unpackError } from '../sql/pack-statements.ts';
import type { Slot } from './session-pool.ts';
import type { StatementRunner } from './statement-runner.ts';

/** What stands around the statements of a transaction that only the holder of a lock may make. */
export interface Fence {
  readonly begin: readonly string[];
  readonly end: readonly string[];
}

export interface Transaction {
  readonly statements: readonly string[];
  /** Where procedures may be made. */
  readonly schema?: string;
  /** What has to stand before and after them, as it is: nothing of it goes into a procedure. */
  readonly fence: Fence;
  readonly purpose: Purpose;
}

/**
 * Runs statements so that all of them take effect or none: as one batch, which is a transaction by itself and one request, so that no
 * transaction is ever open between two requests. More than a batch takes are packed into procedures, which `schema` is a place for.
 */
export async function runTransaction(
  runner: StatementRunner,
  slot: Slot,
  { statements, schema, fence: { begin, end }, purpose }: Transaction,
  signal: AbortSignal,
): Promise<void> {
  if (statements.length === 0) return;
  const packed = packStatements(statements, schema, mostOfBatch - begin.length - end.length);
  const batch = [...begin, ...packed.batch, ...end];
  await runner.run(slot, batch, 'transaction', purpose, signal).catch((error: unknown) => {
    throw unpackError(error, packed);
  });
}
