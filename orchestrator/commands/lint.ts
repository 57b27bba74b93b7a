import { formatDiagnostics, sortDiagnostics } from '../base/diagnostic.ts';
import { lintProject } from '../lint/lint-project.ts';
import { formatJson } from '../report/format-json.ts';
import { formatCounted } from '../report/format-quantity.ts';
import { visibleLines } from '../report/visible-text.ts';
import { everyDialect } from '../warehouses/every-dialect.ts';
import type { Command, SelectionOptions } from './command.ts';
import { prepareRun } from './prepare-run.ts';
import { showDiagnostics } from './show-diagnostics.ts';

/** What in the project's SQL does not mean the same in every warehouse, each with its place; 1 if there is anything. */
export const lint: Command<SelectionOptions> = async (options, effects) => {
  const prepared = await prepareRun(options, effects);
  showDiagnostics(prepared.diagnostics, effects, options);
  if (!prepared.ok) return 2;
  const { graph, selected } = prepared.value;
  const dialects = everyDialect();
  const { files, findings } = lintProject({ graph, dialects, selected });
  if (options.json) {
    effects.out.write(formatJson(sortDiagnostics(findings), effects.out));
  } else {
    const looked = `in ${formatCounted(files, 'file')}, for ${dialects.map(({ name }) => name).join(' and ')}`;
    const count = findings.length === 0 ? 'Nothing found' : `${formatCounted(findings.length, 'finding')}`;
    const shown = findings.length === 0 ? '' : `${visibleLines(formatDiagnostics(findings))}\n\n`;
    effects.out.write(`${shown}${count} ${looked}.\n`);
  }
  return findings.length === 0 ? 0 : 1;
};
