import type { Diagnostic } from '../base/diagnostic.ts';
import type { Project } from '../project/project.ts';
import { WarehouseError } from '../warehouses/warehouse.ts';

/** Whether it is not the statement that is at fault: nothing that comes after it would go better. */
export function isTrouble(error: unknown): error is WarehouseError {
  return (
    error instanceof WarehouseError &&
    (error.detail.kind === 'disk-full' || /database has been invalidated/i.test(error.message))
  );
}

/** What the warehouse refused of the engine's own, or because nothing goes any more; with what to do. */
export function refusedByWarehouse(error: WarehouseError, project: Project, target: string): Diagnostic {
  if (error.detail.kind === 'disk-full') {
    const config = project.targets[target];
    const where = config?.type === 'duckdb' ? ` ("${config.path}")` : '';
    return {
      severity: 'error',
      code: 'disk-full',
      message: `No room is left on the disk of target "${target}"${where}: ${error.message}`,
      hint: 'Make room there and run it again; the warehouse is as it was.',
    };
  }
  return {
    severity: 'error',
    code: 'warehouse-refused',
    message: `The warehouse refused a statement: ${error.message}`,
    hint: hintOf(error),
  };
}

function hintOf({ message, detail }: WarehouseError): string {
  if (/permission denied|read-only file system/i.test(message))
    return 'The file that it names, and its folder, have to be writable; what readers see is as it was.';
  if (detail.kind === 'out-of-memory')
    return "Give it more with the target's setting `memory`, or let fewer models run at once with `concurrency`.";
  return 'What readers see is as it was. If it happens again, this is a bug: please report it.';
}
