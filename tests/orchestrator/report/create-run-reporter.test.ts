import { describe, expect, it } from 'vitest';
import type { TextOutput } from '../../../orchestrator/base/effects.ts';
import {
  nodeName,
  parseStatementMonth,
  runId,
  type StatementMonth,
} from '../../../orchestrator/base/names.ts';
import { createRunReporter, type ReportMode } from '../../../orchestrator/report/create-run-reporter.ts';
import { screenOf } from '../../../orchestrator/report/screen.ts';
import type { RunEvent } from '../../../orchestrator/run/run-event.ts';
import type { NodeStatus } from '../../../orchestrator/run/run-result.ts';

const month = (text: string): StatementMonth => parseStatementMonth(text) ?? ('' as StatementMonth);

function finished(node: string, status: NodeStatus): RunEvent {
  const result = {
    node: nodeName(node),
    nodeKind: 'model' as const,
    status,
    startedAt: new Date(0),
    milliseconds: 5,
  };
  return { kind: 'node-finished', result };
}

const events: readonly RunEvent[] = [
  { kind: 'run-started', runId: runId('r20170308t040506_1a2b'), target: 'demo', command: 'build' },
  { kind: 'cleaned-up', relations: ['staging.x__b_r1'] },
  { kind: 'files-found', source: 'bill', files: 2, unchanged: 1, bytes: 3_000_000 },
  {
    kind: 'file-load-started',
    source: 'bill',
    path: 'sample/bill/a.csv',
    format: 'AWS DBR',
    bytes: 1_500_000,
  },
  { kind: 'file-loaded', source: 'bill', path: 'sample/bill/a.csv', rows: 100_000, milliseconds: 2100 },
  { kind: 'build-started', months: [month('2017-01'), month('2017-02')], nodes: 3 },
  { kind: 'node-started', node: nodeName('int_bill_lines') },
  finished('int_bill_lines', 'success'),
  { kind: 'node-started', node: nodeName('alc_ec2') },
  finished('alc_ec2', 'failed'),
  finished('costs_by_product_area', 'skipped'),
  { kind: 'publish-started', relations: 2 },
  { kind: 'published', milliseconds: 120 },
];

function report(
  mode: ReportMode | 'quiet',
  isTerminal: boolean,
  ticksAfterEach = 0,
): { out: string; err: string } {
  const written = { out: '', err: '' };
  const output = (stream: 'out' | 'err'): TextOutput => ({
    write: (text) => {
      written[stream] += text;
    },
    isTerminal,
    columns: 80,
  });
  const outputs = { out: output('out'), err: output('err') };
  let clock = 0;
  const now = (): number => clock;
  const reporter = createRunReporter(
    mode === 'quiet' ? [] : [mode],
    outputs,
    screenOf(outputs.err, { NO_COLOR: '1' }),
    now,
  );
  for (const event of events) {
    reporter.onEvent(event);
    for (let tick = 0; tick < ticksAfterEach; tick++) {
      clock += 10_000;
      reporter.tick();
    }
  }
  reporter.stop();
  return written;
}

describe('createRunReporter', () => {
  it('writes a line for each phase and file where nobody watches, and no escape sequence', () => {
    const { out, err } = report('people', false);
    expect(out).toBe('');
    expect(err).toMatchInlineSnapshot(`
      "build    run r20170308t040506_1a2b on target demo
      clean    took away 1 relation of a run that had died
      load     bill: 2 files, 3.0 MB, 1 of them loaded before and unchanged
      load     sample/bill/a.csv: 100,000 rows in 2.1 s
      load     100,000 rows of 1 file in 0.0 s
      build    3 nodes for 2017-01, 2017-02
      failed   alc_ec2
      build    3 nodes: 1 ok, 1 failed, 1 skipped in 0.0 s
      publish  in 0.1 s
      "
    `);
  });

  it('says once a minute that it is alive when nothing happens', () => {
    const { err } = report('people', false, 7);
    const heartbeats = err.split('\n').filter((line) => line.includes('so far'));
    expect(heartbeats.length).toBe(events.length);
    expect(heartbeats.at(6)).toBe('build    0/3, int_bill_lines, 7m 50s so far');
  });

  it('moves one bar below the lines on a terminal, no wider than it, and takes it away at the end', () => {
    const { err } = report('people', true, 1);
    const bars = err.split('\r\u001b[2K').filter((text) => /[█░]/.test(text));
    expect(bars.length).toBeGreaterThan(events.length);
    for (const bar of bars) expect(bar.split('\n')[0]?.length).toBeLessThanOrEqual(80);
    expect(bars.at(-1)).toContain('███');
    expect(err.endsWith('\r\u001b[2K')).toBe(true);
  });

  it('writes one JSON object a line to standard output for programs', () => {
    const { out, err } = report('json', false, 7);
    expect(err).toBe('');
    const lines = out.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).kind)).toEqual(events.map(({ kind }) => kind));
  });

  it('writes nothing when it is to be quiet', () => {
    expect(report('quiet', true, 7)).toEqual({ out: '', err: '' });
  });
});
