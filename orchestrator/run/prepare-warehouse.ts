import type { Diagnostic } from '../base/diagnostic.ts';
import type { RunId } from '../base/names.ts';
import { createLoadedFiles, loadedFilesRelation } from '../load/raw/loaded-files.ts';
import { createRawTable, rawColumns, rawRelation } from '../load/raw/raw-table.ts';
import type { LoadSpec, Project } from '../project/project.ts';
import type { Relation, Warehouse } from '../warehouses/warehouse.ts';
import { engineWork } from './asking.ts';
import { findLeftovers } from './materialize/hidden-name.ts';
import { findRelation } from './published-relation.ts';

/** Takes away what runs that died have left, and gives its names. */
export async function dropLeftovers(
  warehouse: Warehouse,
  relations: readonly Relation[],
  run: RunId,
): Promise<string[]> {
  const leftovers = findLeftovers(relations, run);
  await warehouse.transaction(dropAll(warehouse, leftovers), engineWork.cleanUp);
  return leftovers.map(({ schema, name }) => `${schema}.${name}`);
}

/** Takes away what this run has built and not published. */
export async function dropHiddenRelations(warehouse: Warehouse, run: RunId): Promise<void> {
  const relations = await warehouse.relations();
  const hidden = relations.filter(({ name }) => name.endsWith(`__b_${run}`));
  await warehouse.transaction(dropAll(warehouse, hidden), engineWork.cleanUp);
}

/** Views come first, they may read the tables. */
function dropAll({ dialect }: Warehouse, relations: readonly Relation[]): string[] {
  return (['view', 'table'] as const).flatMap((kind) =>
    dialect.drop(
      kind,
      relations.filter((relation) => relation.kind === kind),
    ),
  );
}

/** The statements that make the schemas of all layers. */
export function schemaStatements(project: Project, { dialect }: Warehouse): string[] {
  const schemas = [...new Set(['raw', 'seeds', ...project.layers])];
  return schemas.map((schema) => `create schema if not exists ${dialect.identifier(schema)}`);
}

/**
 * Makes the raw tables that are missing: a format of which there was never a file has an empty one, so that every model can
 * read it. A raw table from before its spec got other columns cannot be read; only loading makes it anew.
 */
export async function prepareRawTables(
  project: Project,
  warehouse: Warehouse,
  relations: readonly Relation[],
): Promise<Diagnostic[]> {
  const diagnostics: Diagnostic[] = [];
  // Whoever fills raw tables by other means writes down there what is in them.
  const isFilledByOthers = warehouse.cannotLoad !== undefined && project.loadSpecs.length > 0;
  if (isFilledByOthers && findRelation(relations, loadedFilesRelation) === undefined)
    await warehouse.execute(createLoadedFiles(warehouse.dialect), engineWork.prepare);
  for (const spec of project.loadSpecs) {
    const existing = findRelation(relations, rawRelation(spec));
    const isSame =
      existing?.columns.map(({ name }) => name).join() ===
      rawColumns(spec)
        .map(({ name }) => name)
        .join();
    if (existing === undefined)
      await warehouse.execute(createRawTable(warehouse.dialect, spec), engineWork.prepare);
    else if (!isSame) diagnostics.push(outdated(spec));
  }
  return diagnostics;
}

function outdated(spec: LoadSpec): Diagnostic {
  return {
    severity: 'error',
    code: 'outdated-raw-table',
    message: `The raw table "${spec.name}" was filled when its load spec had other columns.`,
    place: { file: spec.file },
    hint: 'Run "apportion build" or "apportion load", which read its files again.',
  };
}
