import type { LoadSpec, Project } from '../project/project.ts';
import type { Relation } from '../warehouses/warehouse.ts';
import { billFile } from './bill-part.ts';
import {
  completeLoadedFiles,
  createLoadedFiles,
  forgetFiles,
  forgetSpec,
  type LoadedFile,
  loadedFilesColumns,
  loadedFilesRelation,
  readLoadedFiles,
} from './loaded-files.ts';
import type { LoadingWarehouse } from './loading-warehouse.ts';
import { billRelation, createRawTable, rawColumns, rawRelation } from './raw-table.ts';
import { isBillSpec } from './recognize-format.ts';

/** What is remembered of the files in the raw tables; `lost`: bills whose rows somebody took away, which are forgotten now. */
export interface Remembered {
  readonly remembered: readonly LoadedFile[];
  readonly lost: readonly LoadedFile[];
}

/**
 * Makes the raw tables of all load specs, and drops those first whose columns are no longer what their spec says: their
 * files are read again. What is remembered of the files in the others comes out.
 */
export async function prepareRaw(warehouse: LoadingWarehouse, project: Project): Promise<Remembered> {
  const { dialect } = warehouse;
  const raw = new Map<string, Relation>();
  for (const relation of await warehouse.relations()) {
    if (relation.schema === 'raw') raw.set(relation.name, relation);
  }
  const outdated = project.loadSpecs.filter((spec) => {
    const wanted = rawColumns(spec).map(({ name }) => name);
    return namesOf(raw.get(spec.name)) !== wanted.join(',');
  });
  const isRemembering = raw.has(loadedFilesRelation.name);
  const present = raw.get(loadedFilesRelation.name)?.columns.map(({ name }) => name) ?? [];
  const additions = isRemembering ? completeLoadedFiles(dialect, present) : [];
  if (outdated.length > 0 || additions.length > 0 || !isRemembering) {
    await warehouse.transaction([
      `create schema if not exists ${dialect.identifier('raw')}`,
      createLoadedFiles(dialect),
      ...additions,
      ...outdated.flatMap((spec) => [
        ...dropOf(spec),
        forgetSpec(dialect, spec.name),
        createRawTable(dialect, spec),
      ]),
    ]);
  }
  return forgetLost(
    warehouse,
    project,
    await readLoadedFiles(dialect, (sql) => warehouse.query(sql), loadedFilesColumns),
  );

  function dropOf(spec: LoadSpec): string[] {
    const existing = raw.get(spec.name);
    return existing === undefined ? [] : [`drop ${existing.kind} ${dialect.relation(rawRelation(spec))}`];
  }
}

/** A bill whose rows are not where they were left would make everything that reads its format fail. */
async function forgetLost(
  warehouse: LoadingWarehouse,
  project: Project,
  files: readonly LoadedFile[],
): Promise<Remembered> {
  const specs = project.loadSpecs.filter(isBillSpec);
  const bills = files.filter(({ spec, rows }) => rows > 0 && specs.some(({ name }) => name === spec));
  return warehouse.loading(async (session) => {
    const ids = new Set(
      await session.lostBills(
        bills.map(({ fileId, spec }) => ({ fileId, into: { schema: 'raw', name: spec } })),
      ),
    );
    const lost = bills.filter(({ fileId }) => ids.has(fileId));
    const remembered = files.filter((file) => !lost.includes(file));
    if (lost.length === 0) return { remembered, lost };
    for (const sql of forgetFiles(warehouse.dialect, 'bill', [...ids])) await session.execute(sql);
    for (const spec of specs) {
      const left = remembered.filter((file) => file.spec === spec.name && file.months.length > 0);
      await session.replaceBill(
        billRelation(spec),
        left.map((file) => billFile(file.fileId, spec, file.months)),
      );
    }
    return { remembered, lost };
  });
}

function namesOf(relation: Relation | undefined): string | undefined {
  return relation?.columns.map(({ name }) => name).join(',');
}
