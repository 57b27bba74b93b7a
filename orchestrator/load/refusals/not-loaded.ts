import type { Diagnostic } from '../../base/diagnostic.ts';
import type { WarehouseError } from '../../warehouses/warehouse.ts';
import type { PlannedLoad } from '../plan/planned-load.ts';
import { findLines } from './explain-refusal.ts';

/** That a file was read well and its rows did not get into the warehouse: why, and at which line of it if a row was at fault. */
export async function notLoaded(
  { load, shown }: PlannedLoad,
  { message, detail: { row } }: WarehouseError,
): Promise<Diagnostic> {
  const { content } = load;
  const lines =
    row === undefined || content.kind !== 'delimited'
      ? undefined
      : await findLines({ path: load.path, isGzip: load.isGzip, content, shown }, [row]);
  return {
    severity: 'error',
    code: 'not-loaded',
    message: `"${shown}" was read, and did not get into the warehouse: ${message.replace(/\.?$/, '.')}`,
    place: { file: shown, line: row === undefined ? undefined : lines?.get(row) },
    hint: 'Nothing was loaded. What was sent to the staging bucket is not sent again.',
  };
}
