import type { Diagnostic } from '../base/diagnostic.ts';
import { formatJson } from '../report/format-json.ts';
import { formatPlan } from '../report/format-plan.ts';
import { formatLeftOut, formatUnchanged } from '../report/format-unchanged.ts';
import { screenOf } from '../report/screen.ts';
import { planRun } from '../run/plan-run.ts';
import { runSteps } from '../run/run-options.ts';
import type { Command, RunOptions } from './command.ts';
import { prepareRun } from './prepare-run.ts';
import { showDiagnostics } from './show-diagnostics.ts';
import { withTarget } from './with-target.ts';

/** What a build would send to the warehouse, after its files are loaded; only reads. */
export const plan: Command<RunOptions> = async (options, effects) => {
  const prepared = await prepareRun(options, effects);
  showDiagnostics([...prepared.diagnostics, ...unreadSources(options)], effects, options);
  if (!prepared.ok) return 2;
  const { graph, target } = prepared.value;
  const opening = { project: graph.project, target, command: 'plan' };
  return withTarget(opening, options, effects, async (warehouse) => {
    const planned = await planRun({
      ...prepared.value,
      warehouse,
      command: 'plan',
      steps: runSteps.build,
      effects,
    });
    showDiagnostics(planned.diagnostics, effects, options);
    if (!planned.ok) return 2;
    const { unchanged } = planned.value;
    if (unchanged !== undefined) {
      const isNothingNew = planned.value.statements.length === 0;
      const words = isNothingNew ? formatUnchanged(unchanged) : `${formatLeftOut(unchanged)}.`;
      if (!options.quiet && !options.json) effects.err.write(`${words}\n`);
    }
    const statements = planned.value.statements.map(({ node = '(engine)', role, sql }) => ({
      node,
      role,
      sql,
    }));
    const text = options.json
      ? formatJson(statements, effects.out)
      : formatPlan(statements, screenOf(effects.out, effects.environment))
          .map((line) => `${line}\n`)
          .join('');
    effects.out.write(text);
    return 0;
  });
};

/** `plan` takes the options of `build`, so that one line can be tried with the other; its files it would have to load. */
function unreadSources({ source = [] }: RunOptions): Diagnostic[] {
  if (source.length === 0) return [];
  return [
    {
      severity: 'warning',
      code: 'bad-option',
      message: 'What is planned is of what is loaded: the files of --source are not looked at.',
      hint: '"apportion load" with the same --source loads them, and builds nothing.',
    },
  ];
}
