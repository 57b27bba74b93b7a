import type { Project } from '../project/project.ts';
import type { Warehouse } from '../warehouses/warehouse.ts';
import {
  createLoadedFiles,
  forgetSpec,
  type LoadedFile,
  loadedFilesRelation,
  readLoadedFiles,
} from './loaded-files.ts';
import { createRawTable, rawColumns, rawRelation } from './raw-table.ts';

/**
 * Makes the raw tables of all load specs, and drops those first whose columns are no longer what their spec says: their
 * files are read again. What is remembered of the files in the others comes out.
 */
export async function prepareRaw(warehouse: Warehouse, project: Project): Promise<readonly LoadedFile[]> {
  const { dialect } = warehouse;
  const columns = new Map<string, string>();
  for (const relation of await warehouse.relations()) {
    if (relation.schema === 'raw')
      columns.set(relation.name, relation.columns.map(({ name }) => name).join(','));
  }
  const outdated = project.loadSpecs.filter((spec) => {
    const wanted = rawColumns(spec).map(({ name }) => name);
    return columns.get(spec.name) !== wanted.join(',');
  });
  const isRemembering = columns.has(loadedFilesRelation.name);
  if (outdated.length > 0 || !isRemembering) {
    await warehouse.transaction([
      'create schema if not exists raw',
      createLoadedFiles(dialect),
      ...outdated.flatMap((spec) => [
        ...(columns.has(spec.name) ? [`drop table ${dialect.relation(rawRelation(spec))}`] : []),
        forgetSpec(dialect, spec.name),
        createRawTable(dialect, spec),
      ]),
    ]);
  }
  return readLoadedFiles(dialect, (sql) => warehouse.query(sql));
}
