import type { NodeFailure } from '../run/run-result.ts';

/** Why a node failed, warned or was skipped, in one sentence; for those who show neither its rows nor its SQL. */
export function formatReason(failure: NodeFailure): string {
  switch (failure.kind) {
    case 'refused':
      return failure.diagnostic.message;
    case 'rows-found':
      return failure.test.message;
    case 'skipped':
      return `because of ${failure.because}`;
    default:
      return failure satisfies never;
  }
}
