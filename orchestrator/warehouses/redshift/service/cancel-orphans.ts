import { WarehouseError } from '../../warehouse.ts';
import type { DataApi, KnownStatement } from './data-api.ts';
import { statementNamesOf } from './statement-name.ts';

export interface CancelledOrphans {
  /** Statements that were on their way and have been cancelled. */
  readonly cancelled: number;
  /** Why one of them could not be, or why they could not be looked for: only the identity that sent a statement may cancel it. */
  readonly refused?: string;
}

/** How many seconds a statement is waited for that was cancelled: it may have to take back much. */
const patience = 60;

/** Ends what a run that is dead still has in the warehouse, and waits until it has ended. */
export async function cancelOrphans(
  api: DataApi,
  run: string,
  wait: (milliseconds: number) => Promise<void>,
): Promise<CancelledOrphans> {
  let cancelled = 0;
  let refused: string | undefined;
  try {
    for (const { Id = '' } of await api.active(statementNamesOf(run))) {
      try {
        await api.cancel(Id);
        cancelled++;
        for (let second = 0; second < patience && !hasEnded(await api.describe(Id)); second++)
          await wait(1000);
      } catch (error) {
        if (!(error instanceof WarehouseError)) throw error;
        // It came to its end by itself in between.
        if (!/already in \w+ state/i.test(error.message)) refused ??= error.message;
      }
    }
  } catch (error) {
    if (!(error instanceof WarehouseError)) throw error;
    refused ??= error.message;
  }
  return { cancelled, ...(refused !== undefined && { refused }) };
}

function hasEnded({ Status }: KnownStatement): boolean {
  return Status === 'FINISHED' || Status === 'FAILED' || Status === 'ABORTED';
}
