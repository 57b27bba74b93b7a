import { runId } from '../../orchestrator/base/names.ts';
import type { CompileContext } from '../../orchestrator/compile/compiled-graph.ts';
import { duckdbDialect } from '../../orchestrator/warehouses/duckdb/dialect.ts';

/** What a template may ask for in a test: DuckDB, hidden names for what it reads, a run of all months that stands still. */
export const compileContext: CompileContext = {
  dialect: duckdbDialect,
  vars: {},
  environment: { BUCKET: 's3://b' },
  relationOf: (name) => `hidden.${name}`,
  thisRelation: (name) => `seen.${name}`,
  isIncremental: () => true,
  run: {
    id: runId('r20260102t030405_1a2b'),
    startedAt: new Date('2026-01-02T03:04:05.678Z'),
    gitCommit: null,
    target: 'local',
    months: undefined,
  },
};
