import type { Effects } from '../base/effects.ts';
import { fileProblem } from '../base/file-problem.ts';
import { findFiles } from '../load/find-files.ts';
import { sourceNames } from '../project/project.ts';
import type { Finding } from '../report/format-findings.ts';
import { formatBytes, formatCounted } from '../report/format-quantity.ts';
import type { PreparedRun } from './prepare-run.ts';

/** For each source, how many files its locations lead to; a bill is needed, events are not. */
export async function checkSources({ graph, sources }: PreparedRun, effects: Effects): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const source of sourceNames) {
    const locations = sources[source] ?? graph.project.sources[source];
    if (locations === undefined) {
      const isOk = source !== 'bill';
      const hint =
        'Name a file, a folder or a glob: --source bill=./my-bill.csv.zip, or `sources` in project.yml.';
      findings.push({ name: source, isOk, text: 'not configured', hint });
      continue;
    }
    const base = sources[source] === undefined ? graph.project.root : effects.workingFolder;
    const found = await findFiles(source, locations, base, (file) => file).catch((error: unknown) => {
      const problem = fileProblem(error, effects.workingFolder);
      if (problem === undefined) throw error;
      return { ok: false as const, diagnostics: [problem] };
    });
    const files = found.ok ? found.value : [];
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    if (found.ok) {
      findings.push({
        name: source,
        isOk: true,
        text: `${formatCounted(files.length, 'file')}, ${formatBytes(bytes)}`,
      });
    }
    findings.push(
      ...found.diagnostics.map(({ severity, message, hint }) => ({
        name: source,
        isOk: severity === 'warning',
        text: message,
        hint,
      })),
    );
  }
  return findings;
}
