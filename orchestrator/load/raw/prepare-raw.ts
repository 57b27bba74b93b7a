import type { Project } from '../../project/project.ts';
import type { Relation } from '../../warehouses/warehouse.ts';
import { type BillSpec, isBillSpec } from '../formats/recognize-format.ts';
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
import { billRelation, createRawTable, hasColumnsOf, type OutdatedTable } from './raw-table.ts';

/** What is remembered of the files in the raw tables; `lost`: bills whose rows somebody took away, which are forgotten now. */
export interface Remembered {
  readonly remembered: readonly LoadedFile[];
  readonly lost: readonly LoadedFile[];
  /** Raw tables whose columns are no longer what their spec says, for the load to make anew: their files are remembered as to be read again. */
  readonly outdated: readonly OutdatedTable[];
  /** The raw relations that were there, by their names. */
  readonly raw: ReadonlyMap<string, Relation>;
}

/** Makes the raw tables that are missing, and says what is remembered of the files in all of them. */
export async function prepareRaw(warehouse: LoadingWarehouse, project: Project): Promise<Remembered> {
  const { dialect } = warehouse;
  const raw = new Map<string, Relation>();
  for (const relation of await warehouse.relations()) {
    if (relation.schema === 'raw') raw.set(relation.name, relation);
  }
  const missing = project.loadSpecs.filter(({ name }) => !raw.has(name));
  const outdated = project.loadSpecs.flatMap((spec): OutdatedTable[] => {
    const relation = raw.get(spec.name);
    return relation === undefined || hasColumnsOf(spec, relation, dialect) ? [] : [{ spec, relation }];
  });
  const isRemembering = raw.has(loadedFilesRelation.name);
  const present = raw.get(loadedFilesRelation.name)?.columns.map(({ name }) => name) ?? [];
  const additions = isRemembering ? completeLoadedFiles(dialect, present) : [];
  if (missing.length > 0 || additions.length > 0 || !isRemembering) {
    await warehouse.transaction([
      `create schema if not exists ${dialect.identifier('raw')}`,
      createLoadedFiles(dialect),
      ...additions,
      ...missing.flatMap((spec) => [forgetSpec(dialect, spec.name), createRawTable(dialect, spec)]),
    ]);
  }
  const files = await readLoadedFiles(dialect, (sql) => warehouse.query(sql), loadedFilesColumns);
  const isOutdated = new Set<string>(outdated.map(({ spec }) => spec.name));
  const known = files.map((file) => (isOutdated.has(file.spec) ? { ...file, isWhole: false } : file));
  const specs = project.loadSpecs.filter(isBillSpec).filter(({ name }) => !isOutdated.has(name));
  return { ...(await forgetLost(warehouse, specs, known)), outdated, raw };
}

/** A bill whose rows are not where they were left would make everything that reads its format fail. */
async function forgetLost(
  warehouse: LoadingWarehouse,
  specs: readonly BillSpec[],
  files: readonly LoadedFile[],
): Promise<Pick<Remembered, 'remembered' | 'lost'>> {
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
