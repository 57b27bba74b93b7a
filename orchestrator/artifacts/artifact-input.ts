import type { NodeName } from '../base/names.ts';
import type { CompiledSql } from '../compile/compiled-graph.ts';
import type { Graph } from '../graph/graph.ts';
import type { RunResult } from '../run/run-result.ts';
import type { RelationName } from '../warehouses/dialect.ts';
import type { Relation } from '../warehouses/warehouse.ts';

/** What artifacts are made of: a finished run and what it was a run of. Neither variables nor targets' settings are written. */
export interface ArtifactInput {
  readonly graph: Graph;
  readonly result: RunResult;
  readonly compiled: ReadonlyMap<NodeName, CompiledSql>;
  /** What stands in the warehouse after the run. */
  readonly relations: readonly Relation[];
  /** The kind of warehouse: `duckdb`. */
  readonly warehouse: string;
}

/** The metadata that each of dbt's artifacts begins with. */
export function artifactMetadata(
  schema: 'manifest/v12' | 'run-results/v6' | 'catalog/v1',
  { result }: ArtifactInput,
): Record<string, unknown> {
  return {
    dbt_schema_version: `https://schemas.getdbt.com/dbt/${schema}.json`,
    // Readers choose by it how to understand the rest: the release of dbt whose artifacts have this shape.
    dbt_version: '1.10.0',
    generated_at: result.finishedAt.toISOString(),
    invocation_id: result.runId,
    env: {},
  };
}

/** A relation's name in dbt's way of writing it. */
export function relationText(relation: RelationName): string {
  return `"${relation.schema}"."${relation.name}"`;
}
