import type { Diagnostic } from '../base/diagnostic.ts';
import type { NodeName } from '../base/names.ts';
import type { Project } from '../project/project.ts';
import type { WarehouseError } from '../warehouses/warehouse.ts';

/** Whether it is not the statement that is at fault: nothing that comes after it would go better. */
export function isTrouble({ detail, message }: WarehouseError): boolean {
  return (
    detail.kind === 'disk-full' ||
    detail.kind === 'out-of-memory' ||
    /database has been invalidated/i.test(message)
  );
}

/** Whether the transaction that the warehouse complains of has taken effect: DuckDB commits, and then tidies its file. */
export function tookEffect({ message }: WarehouseError): boolean {
  return /commit succeeded and is durable/i.test(message);
}

/** What the warehouse refused of the engine's own, or because nothing goes any more; with what to do. */
export function refusedByWarehouse(
  error: WarehouseError,
  project: Project,
  target: string,
  { isPublished, troubledNode }: { readonly isPublished: boolean; readonly troubledNode?: NodeName },
): Diagnostic {
  const after = isPublished ? 'the run was published before that' : 'what readers see is as it was';
  if (error.detail.kind === 'disk-full') {
    const config = project.targets[target];
    const where = config?.type === 'duckdb' ? ` ("${config.path}")` : '';
    return {
      severity: 'error',
      code: 'disk-full',
      message: `No room is left on the disk of target "${target}"${where}: ${error.message}`,
      hint: `Make room there${isPublished ? '' : ' and run it again'}; ${after}.`,
    };
  }
  const of = troubledNode === undefined ? '' : ` of "${troubledNode}"`;
  return {
    severity: 'error',
    code: 'warehouse-refused',
    message: `The warehouse refused a statement${of}: ${wordsOf(error)}`,
    hint: hintOf(error),
  };
}

/** Of too little memory DuckDB goes on with settings of its own, which are not those of a target. */
function wordsOf({ message, detail }: WarehouseError): string {
  return detail.kind === 'out-of-memory' ? (message.split('\n')[0] ?? message) : message;
}

function hintOf({ message, detail }: WarehouseError): string {
  if (/permission denied|read-only file system/i.test(message))
    return 'The file that it names, and its folder, have to be writable; what readers see is as it was.';
  if (detail.kind === 'out-of-memory')
    return "Give it more with the target's setting `memory`, or let fewer models run at once with `concurrency`. What readers see is as it was.";
  return 'What readers see is as it was. If it happens again, this is a bug: please report it.';
}
