import { packStatements, unpackError } from './pack-statements.ts';
import type { Slot } from './session-pool.ts';
import type { StatementRunner } from './statement-runner.ts';

/**
 * Runs statements so that all of them take effect or none: as one batch, which is a transaction by itself and one request, so that no
 * transaction is ever open between two requests. More than a batch takes are packed into procedures, which `schema` is a place for.
 */
export async function runTransaction(
  runner: StatementRunner,
  slot: Slot,
  { statements, schema }: { readonly statements: readonly string[]; readonly schema?: string },
  signal: AbortSignal,
): Promise<void> {
  if (statements.length === 0) return;
  const packed = packStatements(statements, schema);
  await runner.run(slot, packed.batch, 'transaction', signal).catch((error: unknown) => {
    throw unpackError(error, packed);
  });
}
