import type { NodeName, StatementMonth } from '../../base/names.ts';
import type { RunOptions } from '../run-options.ts';

/**
 * The command line that makes a test again: on what is published, or on what it reads, built anew and shown to nobody. It
 * has the target, months and variables of this run.
 */
export function commandAgain(
  { command, target, graph, givenVars }: RunOptions,
  months: readonly StatementMonth[] | undefined,
  test: NodeName,
): string {
  return [
    command === 'test'
      ? `npx apportion test --select ${test}`
      : `npx apportion run --no-publish --select +${test}`,
    ...(target === graph.project.defaultTarget ? [] : [`--target ${quoted(target)}`]),
    ...listed(
      '--month',
      months?.map((month) => month.slice(0, 7)),
    ),
    ...listed('--vars', givenVars),
  ].join(' ');
}

function listed(option: string, values: readonly string[] = []): string[] {
  return values.length === 0 ? [] : [`${option} ${values.map(quoted).join(' ')}`];
}

/** For a POSIX shell, where the text means something to one. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
