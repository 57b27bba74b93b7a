import { describe, expect, it } from 'vitest';
import {
  nodeName,
  parseStatementMonth,
  runId,
  type StatementMonth,
} from '../../../orchestrator/base/names.ts';
import { createRunReporter } from '../../../orchestrator/report/create-run-reporter.ts';
import { screenOf } from '../../../orchestrator/report/screen.ts';
import type { RunEvent } from '../../../orchestrator/run/run-event.ts';
import type { NodeResult, RunResult } from '../../../orchestrator/run/run-result.ts';

const month = (text: string): StatementMonth => parseStatementMonth(text) ?? ('' as StatementMonth);
const run = runId('r20170308t040506_1a2b');

const node = (name: string, over: Partial<NodeResult> = {}): NodeResult => ({
  node: nodeName(name),
  nodeKind: 'model',
  status: 'success',
  startedAt: new Date(0),
  milliseconds: 5,
  ...over,
});

const refused = node('alc_ec2', {
  status: 'failed',
  failure: {
    kind: 'refused',
    diagnostic: { message: 'no such column: "x"', sqlPath: 'target/compiled/alc_ec2.sql' },
  },
});

const result: RunResult = {
  runId: run,
  command: 'build',
  target: 'prod',
  startedAt: new Date('2017-03-08T04:05:06Z'),
  finishedAt: new Date('2017-03-08T04:05:08Z'),
  outcome: 'failed',
  months: [month('2017-02')],
  nodes: [node('int_bill_lines'), refused],
  diagnostics: [{ severity: 'error', code: 'disk-full', message: 'No room is left.' }],
};

/** The lines of a log of these events, a second apart, each as the object that it is. */
function logOf(events: readonly RunEvent[], ticksAfterEach = 0): Record<string, unknown>[] {
  let written = '';
  let clock = Date.parse('2017-03-08T04:05:06Z');
  const output = {
    write: (text: string) => {
      written += text;
    },
    isTerminal: true,
    columns: 80,
  };
  const outputs = {
    out: { ...output, write: () => expect.unreachable('a log goes to standard error') },
    err: output,
  };
  const reporter = createRunReporter(['log'], outputs, screenOf(output, {}), () => clock);
  for (const event of events) {
    clock += 1000;
    reporter.onEvent(event);
    for (let tick = 0; tick < ticksAfterEach; tick++) {
      clock += 30_000;
      reporter.tick();
    }
  }
  reporter.stop();
  return written
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('a structured log', () => {
  it('has one object a line, with the time, the run, a level, a sentence and its facts', () => {
    const lines = logOf([
      { kind: 'run-started', runId: run, target: 'prod', command: 'build' },
      { kind: 'files-found', source: 'bill', files: 2, unchanged: 1, bytes: 3_000_000 },
    ]);
    expect(lines).toEqual([
      {
        time: '2017-03-08T04:05:07.000Z',
        level: 'info',
        run,
        kind: 'run-started',
        message: `build run ${run} on target prod`,
        runId: run,
        target: 'prod',
        command: 'build',
      },
      {
        time: '2017-03-08T04:05:08.000Z',
        level: 'info',
        run,
        kind: 'files-found',
        message: 'load bill: 2 files, 3.0 MB, 1 of them loaded before and unchanged',
        source: 'bill',
        files: 2,
        unchanged: 1,
        bytes: 3_000_000,
      },
    ]);
  });

  it('says why a node failed, what was odd, and at the end what came of it, each at its level', () => {
    const lines = logOf([
      {
        kind: 'warning',
        diagnostic: { severity: 'warning', code: 'missing-tag-key', message: 'No column has the tag.' },
      },
      { kind: 'node-started', node: refused.node },
      { kind: 'node-finished', result: refused },
      { kind: 'run-finished', result },
    ]);
    expect(lines.map(({ level, kind, message }) => [level, kind, message])).toEqual([
      ['warning', 'diagnostic', 'No column has the tag.'],
      ['error', 'node-finished', 'alc_ec2: failed: no such column: "x"'],
      ['error', 'diagnostic', 'No room is left.'],
      [
        'error',
        'run-finished',
        'Failed after 2.0 s. 2 nodes: 1 ok, 1 failed. Nothing was published: readers see what they saw before.',
      ],
    ]);
    expect(lines.at(-1)).toMatchObject({ outcome: 'failed', milliseconds: 2000, months: ['2017-02-01'] });
  });

  it('says once a minute that the run is alive, also on a terminal', () => {
    const lines = logOf(
      [
        { kind: 'build-started', months: [], nodes: 1 },
        { kind: 'node-started', node: nodeName('int_bill_lines') },
      ],
      4,
    );
    expect(lines.map(({ kind }) => kind)).toEqual([
      'build-started',
      'heartbeat',
      'heartbeat',
      'heartbeat',
      'heartbeat',
    ]);
    expect(lines.at(-1)).toMatchObject({
      message: 'build 0/1, int_bill_lines, 4m 02s so far',
      running: ['int_bill_lines'],
    });
  });

  it('keeps hostile text inside its field', () => {
    const path = 'bill/\u001b[31m"\n{"level":"info"}.csv';
    const lines = logOf([{ kind: 'file-loaded', source: 'bill', path, rows: 1, milliseconds: 5 }]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ path });
  });
});
