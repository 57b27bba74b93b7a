import { type Checked, checked, type Diagnostic } from '../base/diagnostic.ts';
import type { RunId, StatementMonth } from '../base/names.ts';
import { type LoadedSources, loadSources } from '../load/load-sources.ts';
import type { LoadSpec } from '../project/project.ts';
import { hiddenNameOf } from './materialize/hidden-name.ts';
import type { OnRunEvent } from './run-event.ts';
import type { RunOptions } from './run-options.ts';
import type { NodeResult } from './run-result.ts';
import { workFolderOf } from './runs-under-way.ts';

export interface LoadStep {
  /** The months of the bill files. */
  readonly months: readonly StatementMonth[];
  /** One for each load spec of which there are files. */
  readonly nodes: readonly NodeResult[];
}

/** Reads the bill and event files into the raw tables. If one file is wrong, none is loaded. */
export async function loadStep(
  options: RunOptions,
  runId: RunId,
  emit: OnRunEvent,
): Promise<Checked<LoadStep>> {
  const { graph, warehouse, effects } = options;
  const { project } = graph;
  // Said before anything of the raw tables is touched: they may have been filled by other means.
  if (warehouse.cannotLoad !== undefined) return { ok: false, diagnostics: [cannotLoad(options)] };
  const startedAt = effects.now();
  const loaded = await loadSources({
    project,
    warehouse,
    vars: { ...project.vars, ...options.vars },
    sources: options.sources ?? {},
    workingFolder: effects.workingFolder,
    workFolder: workFolderOf(project.root, runId),
    hiddenName: (name) => hiddenNameOf(name, runId),

    now: startedAt,
    sourceStore: options.sourceStore,
    interrupted: effects.interrupted,
    onEvent: emit,
  });
  if (!loaded.ok) return loaded;
  const milliseconds = effects.now().getTime() - startedAt.getTime();
  const nodes = project.loadSpecs.flatMap((spec) => nodeResult(spec, loaded.value, startedAt, milliseconds));
  return checked({ months: loaded.value.months, nodes }, loaded.diagnostics);
}

function cannotLoad({ target, warehouse }: RunOptions): Diagnostic {
  return {
    severity: 'error',
    code: 'warehouse-refused',
    message: `Nothing can be loaded into target "${target}": ${warehouse.cannotLoad}`,
  };
}

function nodeResult(
  spec: LoadSpec,
  { files }: LoadedSources,
  startedAt: Date,
  milliseconds: number,
): NodeResult[] {
  const own = files.filter((file) => file.spec === spec.name);
  if (own.length === 0) return [];
  const rows = own.reduce((sum, file) => sum + file.rows, 0);
  return [{ node: spec.name, nodeKind: 'source', status: 'success', startedAt, milliseconds, rows }];
}
