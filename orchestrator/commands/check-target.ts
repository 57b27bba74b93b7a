import type { Effects } from '../base/effects.ts';
import { withoutPassword } from '../base/without-password.ts';
import { loadedFilesRelation, readLoadedFiles } from '../load/raw/loaded-files.ts';
import { sourceNames } from '../project/project.ts';
import { type Finding, findingOf } from '../report/format-findings.ts';
import { formatCounted } from '../report/format-quantity.ts';
import { findRelation } from '../run/published-relation.ts';
import { type Relation, type Warehouse, WarehouseError } from '../warehouses/warehouse.ts';
import { openTarget } from './open-target.ts';
import { openTargetProbes } from './open-target-probes.ts';
import type { PreparedRun } from './prepare-run.ts';
import { sourceLocations } from './source-locations.ts';

/** What a target needs of its surroundings, each thing tried by doing it; nothing of one that needs none. */
export async function checkSurroundings(
  { graph: { project }, target, sources }: PreparedRun,
  effects: Effects,
): Promise<Finding[]> {
  // What the environment lacks for a location is said with the source.
  const locations = sourceNames.flatMap((source) => {
    const ofProject = sourceLocations(project, source, effects.environment);
    return sources[source] ?? (ofProject.ok ? (ofProject.value ?? []) : []);
  });
  const probes = await openTargetProbes(project, target, locations.filter(isWithoutPassword), effects);
  if (probes === undefined) return [];
  const findings: Finding[] = [];
  try {
    for (const { name, run } of probes.list) {
      const result = await run();
      findings.push({
        name,
        isOk: result.kind === 'ok',
        text: result.kind === 'not-tried' ? `not tried: ${result.text}` : result.text,
        ...(result.kind === 'missing' && { hint: result.hint }),
      });
    }
  } finally {
    await probes.close();
  }
  return findings;
}

/** Whether the target opens, or who has it open; and once something was loaded, whether its bills have the tag that is asked for. */
export async function checkTarget({ graph, target }: PreparedRun, effects: Effects): Promise<Finding[]> {
  const warehouse = await openTarget(graph.project, target, 'debug', effects);
  if (!warehouse.ok) return warehouse.diagnostics.map((one) => findingOf('target', one));
  try {
    const relations = await warehouse.value.relations();
    const text = `"${target}" opens; ${formatCounted(relations.length, 'table or view', 'tables and views')} in it`;
    return [
      { name: 'target', isOk: true, text },
      ...(await checkTagKeys(warehouse.value, relations, graph.project.vars.product_area_tag)),
    ];
  } catch (error) {
    if (!(error instanceof WarehouseError)) throw error;
    const said = `"${target}" opens, but what is in it cannot be read: ${error.message}`;
    return [{ name: 'target', isOk: false, text: said }];
  } finally {
    await warehouse.value.close();
  }
}

async function checkTagKeys(
  warehouse: Warehouse,
  relations: readonly Relation[],
  wanted: unknown,
): Promise<Finding[]> {
  const table = findRelation(relations, loadedFilesRelation);
  if (table === undefined) return [];
  const columns = table.columns.map(({ name }) => name);
  const files = await readLoadedFiles(warehouse.dialect, (sql) => warehouse.query(sql), columns);
  const keys = [...new Set(files.flatMap(({ tagKeys }) => tagKeys))].sort();
  if (files.length === 0) return [];
  const isOk = wanted === undefined || keys.includes(String(wanted));
  const hint = `No bill that was loaded has the tag "${wanted}": --vars product_area_tag=… names another.`;
  const text = keys.length === 0 ? 'no tag in what was loaded' : keys.join(', ');
  return [{ name: 'tags', isOk, text, ...(isOk ? {} : { hint }) }];
}

/** Another location is refused where the files of sources are looked for, and asked of nobody. */
function isWithoutPassword(location: string): boolean {
  return withoutPassword(location) === location;
}
