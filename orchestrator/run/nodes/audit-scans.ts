import type { NodeName } from '../../base/names.ts';
import type { CompileContext } from '../../compile/compiled-graph.ts';
import { compileScan, isScanned, type ScannedTest } from '../../compile/tests/compile-scan.ts';
import type { GraphNode } from '../../graph/graph.ts';
import type { Statement } from '../materialize/materialization.ts';

/** Several tests of one relation, asked in one statement. */
export interface AuditScan {
  readonly tests: readonly ScannedTest[];
  readonly statement: Statement;
}

/**
 * The scans by which a run makes its tests, each by the name of its first test. A test whose own query is as good as a scan
 * is in none.
 */
export function auditScans(
  nodes: readonly GraphNode[],
  context: CompileContext,
): ReadonlyMap<NodeName, AuditScan> {
  const ofRelation = new Map<NodeName, ScannedTest[]>();
  for (const node of nodes) {
    if (node.kind !== 'test' || !isScanned(node)) continue;
    const tests = ofRelation.get(node.test.of);
    if (tests === undefined) ofRelation.set(node.test.of, [node]);
    else tests.push(node);
  }
  const scans = new Map<NodeName, AuditScan>();
  for (const [of, tests] of ofRelation) {
    const [first] = tests;
    if (first === undefined || (tests.length === 1 && first.test.declared.kind !== 'unique')) continue;
    const sql = compileScan(of, tests, context);
    scans.set(first.name, { tests, statement: { role: 'audit', node: of, sql } });
  }
  return scans;
}
