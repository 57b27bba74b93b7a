import type { NodeStatus, RunResult } from '../run/run-result.ts';
import { formatFailure } from './format-failure.ts';
import { formatNodeCounts } from './format-progress.ts';
import { formatDuration } from './format-quantity.ts';
import { formatUnchanged } from './format-unchanged.ts';
import type { Screen } from './screen.ts';

/** What failed, or was warned of, each with its rows and how to run it again; empty if all is well. */
export function formatFailures(
  result: RunResult,
  screen: Screen,
  shown: readonly NodeStatus[] = ['failed', 'warned'],
): string[] {
  return result.nodes
    .filter(({ status }) => shown.includes(status))
    .sort((a, b) => (a.status === b.status ? 0 : a.status === 'warned' ? -1 : 1))
    .flatMap((node) => [...formatFailure(node, screen), '']);
}

/** The last line of a run: what came of it and what readers see now. */
export function formatOutcome(result: RunResult, { paint }: Screen): string {
  const took = formatDuration(result.finishedAt.getTime() - result.startedAt.getTime());
  const counts =
    result.nodes.length === 0 ? '' : `${formatNodeCounts({ finished: countByStatus(result) })}. `;
  switch (result.outcome) {
    case 'published':
      if (result.nodes.length === 0) return paint.green(`Done in ${took}. ${nothingDone}`);
      return paint.green(`Published as ${result.runId} on ${result.target} in ${took}. ${counts}`.trimEnd());
    case 'done':
      return paint.green(
        `Done in ${took}. ${counts || (result.command === 'load' ? nothingGiven : nothingDone)}${hasBuilt(result) ? notPublished : ''}`.trimEnd(),
      );
    case 'unchanged':
      return result.unchanged === undefined ? 'Nothing new.' : formatUnchanged(result.unchanged);
    case 'failed':
      return paint.red(
        `Failed after ${took}. ${counts}Nothing was published: readers see what they saw before.`,
      );
    case 'unknown':
      return paint.red(`Failed after ${took}. ${counts}Whether it was published is not known.`);
    case 'interrupted':
      return paint.yellow(
        `Interrupted after ${took}. ${counts}Nothing was published: readers see what they saw before.`,
      );
    default:
      return result.outcome satisfies never;
  }
}

const notPublished = 'It was not published, as was asked: readers see what they saw before.';

const nothingGiven = 'No place was given to load from: --source NAME=LOCATION, or sources in project.yml.';

/** A test that looked at nothing must not read as one that passed, nor a run of nothing as one that published. */
const nothingDone = 'Nothing of what was selected is there to be built or tested.';

function hasBuilt({ nodes }: RunResult): boolean {
  return nodes.some(({ nodeKind }) => nodeKind === 'model' || nodeKind === 'seed');
}

function countByStatus({ nodes }: RunResult): Record<NodeStatus, number> {
  const counts: Record<NodeStatus, number> = { success: 0, warned: 0, failed: 0, skipped: 0 };
  for (const { status } of nodes) counts[status] += 1;
  return counts;
}
