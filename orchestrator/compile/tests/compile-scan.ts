import type { NodeName } from '../../base/names.ts';
import type { TestNode } from '../../graph/graph.ts';
import type { DeclaredTest } from '../../project/project.ts';
import type { CompileContext } from '../compiled-graph.ts';

/** A test that a scan of its relation answers together with others of the same relation. */
export type ScannedTest = TestNode & { readonly test: { readonly kind: 'generic' } };

/** Whether a test looks at nothing but the rows of its own relation. */
export function isScanned(node: TestNode): node is ScannedTest {
  const { test } = node;
  if (test.kind !== 'generic') return false;
  const { kind } = test.declared;
  return kind === 'not_null' || kind === 'unique' || kind === 'accepted_values';
}

/**
 * One query with one row for several tests of one relation: a column for each, by its name, that is 0 or null if the test surely
 * finds nothing. Otherwise the test's own query says what it finds, which may still be nothing: that rows are unique is
 * seen by 64 bits of their values, since comparing texts over millions of rows takes several times as long.
 */
export function compileScan(
  of: NodeName,
  tests: readonly ScannedTest[],
  { dialect, relationOf }: CompileContext,
): string {
  const columns = tests.map(
    ({ name, test }) => `    ${suspicion(test.declared, dialect)} as ${dialect.identifier(name)}`,
  );
  return `select\n${columns.join(',\n')}\nfrom ${relationOf(of)}`;
}

function suspicion(test: DeclaredTest, dialect: CompileContext['dialect']): string {
  const rowsWith = (condition: string): string => `sum(case when ${condition} then 1 else 0 end)`;
  switch (test.kind) {
    case 'not_null':
      return rowsWith(test.columns.map((column) => `${dialect.identifier(column)} is null`).join(' or '));
    case 'accepted_values': {
      const values = test.values.map((value) => dialect.literal(value)).join(', ');
      return rowsWith(`${dialect.helpers.cast('text', dialect.identifier(test.column))} not in (${values})`);
    }
    case 'unique': {
      const columns = test.columns.map((column) => dialect.identifier(column)).join(', ');
      return `count(*) - count(distinct ${dialect.helpers.row_hash(columns)})`;
    }
    case 'relationships':
    case 'adds_up_to':
      throw new Error(`internal error: a test of the kind ${test.kind} reads another relation too`);
    default:
      return test satisfies never;
  }
}
