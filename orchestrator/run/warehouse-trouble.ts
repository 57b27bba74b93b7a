import type { Diagnostic } from '../base/diagnostic.ts';
import type { NodeName, RunId } from '../base/names.ts';
import type { Project } from '../project/project.ts';
import type { WarehouseError } from '../warehouses/warehouse.ts';

/** Whether it is not the statement that is at fault: nothing that comes after it would go better. */
export function isTrouble({ detail, message }: WarehouseError): boolean {
  return (
    detail.kind === 'disk-full' ||
    detail.kind === 'out-of-memory' ||
    detail.kind === 'lock-lost' ||
    /database has been invalidated/i.test(message)
  );
}

/** Whether the transaction that the warehouse complains of has taken effect: DuckDB commits, and then tidies its file. */
export function tookEffect({ message }: WarehouseError): boolean {
  return /commit succeeded and is durable/i.test(message);
}

/** What there is to know of a run, or of a command that publishes nothing, whose warehouse complains. */
export interface TroubledRun {
  readonly isPublished: boolean;
  readonly troubledNode?: NodeName;
}

/** What the warehouse refused of the engine's own, or because nothing goes any more; with what to do. */
export function refusedByWarehouse(
  error: WarehouseError,
  project: Project,
  target: string,
  { isPublished, troubledNode }: TroubledRun,
): Diagnostic {
  if (error.detail.kind === 'lock-lost')
    return {
      severity: 'error',
      code: 'lock-lost',
      message: `The run no longer has target "${target}" for itself, so it has stopped. ${error.message}`,
      hint: isPublished
        ? 'It was published before that.'
        : 'Nothing of it was published. If its work is still wanted, run it again once the other run is done.',
    };
  if (error.detail.kind === 'disk-full') {
    const config = project.targets[target];
    const where = config?.type === 'duckdb' ? ` ("${config.path}")` : '';
    return {
      severity: 'error',
      code: 'disk-full',
      message: `No room is left on the disk of target "${target}"${where}: ${error.message}`,
      hint: isPublished
        ? 'Make room there; the run was published before that.'
        : 'Make room there and run it again; what readers see is as it was.',
    };
  }
  const of = troubledNode === undefined ? '' : ` of "${troubledNode}"`;
  return {
    severity: 'error',
    code: 'warehouse-refused',
    message: `The warehouse refused a statement${of}: ${wordsOf(error)}`,
    hint: isPublished ? 'The run was published before that.' : hintOf(error, troubledNode),
  };
}

/** That a run was sent to be published, and nobody can say whether it was. */
export function publicationUnknown({ message }: WarehouseError, target: string, runId: RunId): Diagnostic {
  return {
    severity: 'error',
    code: 'publication-unknown',
    message: `It is not known whether run ${runId} was published on target "${target}", all of it or nothing: it was sent, and no answer came. ${message}`,
    hint: `Once the warehouse answers again, "apportion report --run ${runId}" finds the run if it was published. The next run looks by itself, and publishes no month twice from the same.`,
  };
}

/** Of too little memory DuckDB goes on with settings of its own, which are not those of a target. */
function wordsOf({ message, detail }: WarehouseError): string {
  return detail.kind === 'out-of-memory' ? (message.split('\n')[0] ?? message) : message;
}

function hintOf({ message, detail }: WarehouseError, node: NodeName | undefined): string {
  if (detail.kind === 'unknown')
    return 'Run it again once the warehouse answers: it finds out by itself. What readers see is as it was.';
  if (/it did not take effect/.test(message))
    return 'Run it again once the warehouse answers as it should. What readers see is as it was.';
  if (/not there any more, or not whole/.test(message)) return 'What was published before stays as it is.';
  if (node !== undefined && (detail.kind === 'data' || detail.kind === 'sql'))
    return 'Look at its SQL, and at what it reads. What readers see of other models is as it was.';
  if (/permission denied|read-only file system/i.test(message))
    return 'The file that it names, and its folder, have to be writable; what readers see is as it was.';
  if (detail.kind === 'out-of-memory')
    return "Give it more with the target's setting `memory`, or let fewer models run at once with `concurrency`. What readers see is as it was.";
  return 'What readers see is as it was. If it happens again, this is a bug: please report it.';
}
