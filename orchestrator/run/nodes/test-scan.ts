import type { NodeName } from '../../base/names.ts';
import type { ScannedTest } from '../../compile/tests/compile-scan.ts';
import { WarehouseError } from '../../warehouses/warehouse.ts';
import { askingFor } from '../asking.ts';
import { isTrouble } from '../warehouse-trouble.ts';
import type { AuditScan } from './audit-scans.ts';
import { interruptedOutcome, type NodeOutcome, troubledOutcome } from './build-node.ts';
import type { RunSetting } from './node-task.ts';

/**
 * Makes all tests of a scan. `testAlone` makes one of them by its own query: where the scan is suspicious, it says what there
 * is; where the warehouse refuses the scan, it says which of them is at fault.
 */
export async function testScan(
  { warehouse }: RunSetting,
  { tests, statement }: AuditScan,
  testAlone: (test: ScannedTest) => Promise<NodeOutcome>,
): Promise<ReadonlyMap<NodeName, NodeOutcome>> {
  const outcomes = new Map<NodeName, NodeOutcome>();
  let suspicions: readonly (string | null)[];
  try {
    // Of a scan in which all is well nobody looks for the id, which would take a request; a test that is not is made alone, with its own.
    const { rows } = await warehouse.query(statement.sql, undefined, askingFor(statement.node).aside);
    suspicions = rows[0] ?? [];
  } catch (error) {
    if (!(error instanceof WarehouseError)) throw error;
    const outcome = endOf(error);
    if (outcome !== undefined) return new Map(tests.map(({ name }) => [name, outcome]));
    suspicions = tests.map(() => 'refused');
  }
  for (const [index, test] of tests.entries()) {
    const suspicion = suspicions[index] ?? '0';
    outcomes.set(test.name, suspicion === '0' ? { status: 'success' } : await testAlone(test));
  }
  return outcomes;
}

/** What is said of all tests if no statement would fare better. */
function endOf(error: WarehouseError): NodeOutcome | undefined {
  if (error.detail.kind === 'interrupted') return interruptedOutcome;
  return isTrouble(error) ? troubledOutcome(error) : undefined;
}
