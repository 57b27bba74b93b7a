import type { GraphNode } from '../graph/graph.ts';
import { publishedRelation } from '../run/published-relation.ts';
import type { NodeResult } from '../run/run-result.ts';
import { type ArtifactInput, artifactMetadata, relationText } from './artifact-input.ts';
import { uniqueId } from './unique-id.ts';

/** target/run_results.json, as dbt's run results v6: what came of each seed, model and test. */
export function buildRunResults(input: ArtifactInput): Record<string, unknown> {
  const { graph, result } = input;
  return {
    metadata: artifactMetadata('run-results/v6', input),
    results: result.nodes.flatMap((one) => {
      const node = graph.nodes.get(one.node);
      return node === undefined || node.kind === 'source' ? [] : [resultEntry(input, node, one)];
    }),
    elapsed_time: (result.finishedAt.getTime() - result.startedAt.getTime()) / 1000,
    args: { which: result.command, target: result.target },
  };
}

function resultEntry(input: ArtifactInput, node: GraphNode, result: NodeResult): Record<string, unknown> {
  const sql = input.compiled.get(node.name)?.sql;
  const relation = publishedRelation(node);
  const completedAt = new Date(result.startedAt.getTime() + result.milliseconds);
  return {
    unique_id: uniqueId(input.graph.project.name, node),
    status: statusOf(result),
    timing: [
      {
        name: 'execute',
        started_at: result.startedAt.toISOString(),
        completed_at: completedAt.toISOString(),
      },
    ],
    thread_id: 'main',
    execution_time: result.milliseconds / 1000,
    adapter_response: adapterResponse(result),
    message: failureText(result) ?? null,
    failures:
      result.failure?.kind === 'rows-found'
        ? result.failure.test.rowCount
        : result.nodeKind === 'test'
          ? 0
          : null,
    compiled: sql !== undefined,
    compiled_code: sql ?? null,
    relation_name: relation === undefined ? null : relationText(relation),
  };
}

/**
 * dbt's own fields: rows, and `query_id`, which is that of the statement that did the work, the last one. A node may have several, in the order in which
 * they were run.
 */
function adapterResponse({ rows, queryIds }: NodeResult): Record<string, unknown> {
  return {
    ...(rows !== undefined && { rows_affected: rows }),
    ...(queryIds !== undefined && { query_id: queryIds.at(-1), query_ids: queryIds }),
  };
}

function statusOf({ status, nodeKind, failure }: NodeResult): string {
  if (status === 'skipped') return 'skipped';
  if (nodeKind !== 'test') return status === 'failed' ? 'error' : 'success';
  if (status === 'failed') return failure?.kind === 'rows-found' ? 'fail' : 'error';
  return status === 'warned' ? 'warn' : 'pass';
}

/** What went wrong with a node, in a sentence. */
export function failureText({ failure }: NodeResult): string | undefined {
  switch (failure?.kind) {
    case undefined:
      return undefined;
    case 'refused':
      return failure.diagnostic.message;
    case 'rows-found':
      return `${failure.test.message} Rows found: ${failure.test.rowCount}.`;
    case 'skipped':
      if (failure.because === 'warehouse') return 'The warehouse could not go on.';
      return failure.because === 'interrupted' ? 'The run was interrupted.' : `"${failure.because}" failed.`;
    default:
      return failure satisfies never;
  }
}
