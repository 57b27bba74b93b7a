import type { Diagnostic } from '../../base/diagnostic.ts';
import type { PlannedLoad } from '../plan/planned-load.ts';

/** Nothing of the load took effect. `at`: the load that the warehouse refused; what is wrong with it is still to be found. */
export class LoadRefused extends Error {
  override readonly name = 'LoadRefused';
  constructor(
    readonly diagnostics: readonly Diagnostic[],
    readonly at?: PlannedLoad,
    options?: { cause?: unknown },
  ) {
    super(options?.cause instanceof Error ? options.cause.message : 'The files were refused.', options);
  }
}
