import type { Diagnostic } from '../base/diagnostic.ts';
import type { Effects } from '../base/effects.ts';
import type { NodeName } from '../base/names.ts';
import type { Project } from '../project/project.ts';
import { refusedByWarehouse } from '../run/warehouse-trouble.ts';
import type { Writing } from '../warehouses/open-warehouse.ts';
import { type Warehouse, WarehouseError } from '../warehouses/warehouse.ts';
import type { ExitCode } from './command.ts';
import { openTarget } from './open-target.ts';
import { showDiagnostics } from './show-diagnostics.ts';

interface Opening {
  readonly project: Project;
  /** The name of the target. */
  readonly target: string;
  /** What others are told who want the warehouse meanwhile: `show costs`. */
  readonly command: string;
  /** The node that the command asks about. */
  readonly node?: NodeName;
  /** Says that the target is going to be written to, and by which run. */
  readonly writing?: Writing;
}

/**
 * Opens a target, does something with it that publishes nothing, and closes it. Resolves to what `work` does; to 2 if the target does not open, to 1
 * if the warehouse refuses something, with what it said, and to 130 if the command is interrupted.
 */
export async function withTarget(
  { project, target, command, node, writing }: Opening,
  options: { readonly json?: boolean },
  effects: Effects,
  work: (warehouse: Warehouse) => Promise<ExitCode>,
): Promise<ExitCode> {
  const show = (diagnostics: readonly Diagnostic[]): void => showDiagnostics(diagnostics, effects, options);
  const opened = await openTarget(project, target, command, effects, writing);
  show(opened.diagnostics);
  if (!opened.ok) return effects.interrupted.aborted ? 130 : 2;
  const warehouse = opened.value;
  const interrupt = (): void => warehouse.interrupt();
  effects.interrupted.addEventListener('abort', interrupt);
  try {
    return await work(warehouse);
  } catch (error) {
    if (effects.interrupted.aborted) return 130;
    if (!(error instanceof WarehouseError)) throw error;
    show([refusedByWarehouse(error, project, target, { isPublished: false, troubledNode: node })]);
    return 1;
  } finally {
    effects.interrupted.removeEventListener('abort', interrupt);
    await warehouse.close();
  }
}
