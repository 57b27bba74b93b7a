import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checked, sortDiagnostics } from '../base/diagnostic.ts';
import type { Effects } from '../base/effects.ts';
import { fileProblem } from '../base/file-problem.ts';
import { refusedByS3 } from '../load/files/refused-by-s3.ts';
import { openSourceFiles } from '../load/files/source-files.ts';
import { planSource, type SourcePlan, type SourceToPlan } from '../load/plan/plan-source.ts';
import { loadingIn } from '../load/raw/loading-warehouse.ts';
import { sourceNames } from '../project/project.ts';
import { type Finding, findingOf } from '../report/format-findings.ts';
import { formatBytes, formatCounted } from '../report/format-quantity.ts';
import { ObjectStoreError } from '../s3/object-store-error.ts';
import type { ObjectStoreSettings } from '../s3/s3-access.ts';
import { openWarehouse } from '../warehouses/open-warehouse.ts';
import type { PreparedRun } from './prepare-run.ts';
import { sourceLocations } from './source-locations.ts';
import { sourceStore } from './source-store.ts';

/**
 * For each source, how many files its locations lead to and whether each can be read, a bill with its format; a bill is needed,
 * events are not. Files are read to their end and nothing is loaded: values are looked at only then.
 */
export async function checkSources(
  { graph, sources, target }: PreparedRun,
  effects: Effects,
): Promise<Finding[]> {
  const store = sourceStore(graph.project, target, effects.environment);
  if (!store.ok) return store.diagnostics.map((one) => findingOf('sources', one));
  const findings: Finding[] = [];
  for (const source of sourceNames) {
    const given = sources[source];
    const named =
      given === undefined ? sourceLocations(graph.project, source, effects.environment) : checked(given, []);
    findings.push(...named.diagnostics.map((one) => findingOf(source, one)));
    if (!named.ok) continue;
    const locations = named.value;
    if (locations === undefined) {
      const isOk = source !== 'bill';
      const hint =
        'Name a file, a folder or a glob: --source bill=./my-bill.csv.zip, or `sources` in project.yml.';
      findings.push({ name: source, isOk, text: 'not configured', hint });
      continue;
    }
    const base = given === undefined ? graph.project.root : effects.workingFolder;
    const found = await planned(
      { source, locations, base, project: graph.project },
      store.value,
      effects,
    ).catch((error: unknown) => {
      const problem = fileProblem(error, effects.workingFolder);
      if (problem === undefined) throw error;
      return { files: 0, bytes: 0, loads: [], diagnostics: [problem] };
    });
    const files = `${formatCounted(found.files, 'file')}, ${formatBytes(found.bytes)}`;
    if (found.files > 0) findings.push({ name: source, isOk: true, text: files });
    if (source === 'bill')
      findings.push(
        ...found.loads.map(({ shown, spec }) => ({
          name: source,
          isOk: true,
          text: `${shown}: ${spec.form.kind === 'bill' ? spec.title : spec.name}`,
        })),
      );
    findings.push(...sortDiagnostics(found.diagnostics).map((one) => findingOf(source, one)));
  }
  return findings;
}

/** What a load would read. The warehouse is one in memory: the target may be in use, and is not needed for it. */
async function planned(
  work: Pick<SourceToPlan, 'source' | 'locations' | 'base' | 'project'>,
  store: ObjectStoreSettings,
  effects: Effects,
): Promise<Pick<SourcePlan, 'files' | 'bytes' | 'loads' | 'diagnostics'>> {
  const opened = await openWarehouse({ name: 'memory', target: { type: 'duckdb', path: ':memory:' } });
  if (!opened.ok) return { files: 0, bytes: 0, loads: [], diagnostics: opened.diagnostics };
  const workFolder = await mkdtemp(path.join(tmpdir(), 'apportion-debug-'));
  const sourceFiles = openSourceFiles({ store, workFolder, interrupted: effects.interrupted });
  try {
    const { workingFolder } = effects;
    const warehouse = loadingIn(opened.value, { workFolder, hiddenName: (name) => name });
    return await planSource({ ...work, warehouse, workingFolder, workFolder, sourceFiles, remembered: [] });
  } catch (error) {
    if (!(error instanceof ObjectStoreError)) throw error;
    return { files: 0, bytes: 0, loads: [], diagnostics: [refusedByS3(error)] };
  } finally {
    await sourceFiles.close();
    await opened.value.close();
    await rm(workFolder, { recursive: true, force: true });
  }
}
