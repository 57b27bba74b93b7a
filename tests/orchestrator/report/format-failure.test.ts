import { describe, expect, it } from 'vitest';
import { nodeName } from '../../../orchestrator/base/names.ts';
import { formatFailure } from '../../../orchestrator/report/format-failure.ts';
import { screenOf } from '../../../orchestrator/report/screen.ts';
import type { NodeFailure, NodeResult, NodeStatus } from '../../../orchestrator/run/run-result.ts';

const screen = screenOf({ isTerminal: false, columns: 80 }, {});

function format(
  name: string,
  failure: NodeFailure,
  status: NodeStatus = 'failed',
  more: Partial<NodeResult> = {},
): string {
  const node = {
    node: nodeName(name),
    nodeKind: 'test' as const,
    status,
    startedAt: new Date(0),
    milliseconds: 1,
  };
  return formatFailure({ ...node, failure, ...more }, screen).join('\n');
}

describe('formatFailure', () => {
  it("shows the warehouse's words at the model's own line", () => {
    const diagnostic = {
      message: 'Referenced column "usage_typ" not found.\nCandidate bindings: "usage_type"',
      file: 'models/allocation/alc_ec2.sql',
      line: 14,
      column: 5,
      lineText: '    usage_typ,',
      sqlPath: 'target/compiled/models/allocation/alc_ec2.sql',
    };
    expect(format('alc_ec2', { kind: 'refused', diagnostic })).toMatchInlineSnapshot(`
      "models/allocation/alc_ec2.sql:14:5  error  alc_ec2
        Referenced column "usage_typ" not found.
        Candidate bindings: "usage_type"
        14 |     usage_typ,
           |     ~
        The statement that was sent: target/compiled/models/allocation/alc_ec2.sql"
    `);
  });

  it('says how the warehouse calls the statement in its own history, where it has one', () => {
    const diagnostic = { message: 'No.', sqlPath: 'target/compiled/models/alc_ec2.sql' };
    const shown = format('alc_ec2', { kind: 'refused', diagnostic }, 'failed', { queryIds: ['4711'] });
    expect(shown.split('\n').at(-1)).toBe("  In the warehouse's own history: query 4711");
  });

  it('shows the rows of a test with their amounts to the last digit, and how to run it again', () => {
    const test = {
      message:
        'The sums of "unblended_cost" by statement_month differ between "alc_all" and "int_bill_lines".',
      rowCount: 3,
      columns: ['statement_month', 'this_sum', 'other_sum', 'difference'],
      rows: [
        ['2017-01-01', '10.000000000000000000', '10.000000000000000001', '-0.000000000000000001'],
        ['2017-02-01', null, '3.000000000000000000', '-3.000000000000000000'],
      ],
      sqlPath: 'target/compiled/tests/adds_up_to__alc_all.sql',
      again: 'npx apportion test --select adds_up_to__alc_all',
    };
    expect(format('adds_up_to__alc_all', { kind: 'rows-found', test })).toMatchInlineSnapshot(`
      "error  adds_up_to__alc_all
        The sums of "unblended_cost" by statement_month differ between "alc_all" and "int_bill_lines".

          statement_month               this_sum              other_sum             difference
          2017-01-01       10.000000000000000000  10.000000000000000001  -0.000000000000000001
          2017-02-01                        null   3.000000000000000000  -3.000000000000000000
          … and 1 more

        The query: target/compiled/tests/adds_up_to__alc_all.sql
        Again:     npx apportion test --select adds_up_to__alc_all"
    `);
  });

  it('calls a test of severity warn a warning', () => {
    const test = {
      message: 'Odd.',
      rowCount: 1,
      columns: ['a'],
      rows: [['\u001b[2J']],
      sqlPath: 'q.sql',
      again: 'again',
    };
    const text = format('odd', { kind: 'rows-found', test }, 'warned');
    expect(text.startsWith('warning  odd')).toBe(true);
    expect(text).toContain('\\e[2J');
  });

  it('says nothing of a node that was skipped because of another', () => {
    expect(format('later', { kind: 'skipped', because: nodeName('alc_ec2') }, 'skipped')).toBe('');
  });
});
