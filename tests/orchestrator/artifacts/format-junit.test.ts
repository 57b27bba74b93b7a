import { expect, it } from 'vitest';
import { formatJunit } from '../../../orchestrator/artifacts/format-junit.ts';
import { nodeName, runId } from '../../../orchestrator/base/names.ts';
import type { NodeResult, RunResult } from '../../../orchestrator/run/run-result.ts';

const at = new Date('2017-03-01T00:00:00Z');

function resultOf(...nodes: Partial<NodeResult>[]): RunResult {
  return {
    runId: runId('r20170301t000000_0000'),
    command: 'build',
    target: 'local',
    startedAt: at,
    finishedAt: at,
    outcome: 'failed',
    months: [],
    diagnostics: [],
    nodes: nodes.map((node) => ({
      node: nodeName('x'),
      nodeKind: 'model',
      status: 'success',
      startedAt: at,
      milliseconds: 1,
      ...node,
    })),
  };
}

it('replaces what XML cannot hold, and escapes what it takes for markup', () => {
  const message = 'a\u0000b\u001b[31m\ud800 ]]> <x> & "y"';
  const xml = formatJunit({
    result: resultOf({
      status: 'failed',
      failure: { kind: 'refused', diagnostic: { message, sqlPath: 'x.sql' } },
    }),
  });
  expect(xml).toContain('message="a\ufffdb\ufffd[31m\ufffd ]]&gt; &lt;x&gt; &amp; &quot;y&quot;"');
  expect(xml).toContain('errors="1"');
});

it('says why a node was skipped', () => {
  const xml = formatJunit({
    result: resultOf({ status: 'skipped', failure: { kind: 'skipped', because: nodeName('a') } }),
  });
  expect(xml).toContain('<skipped message="&quot;a&quot; failed."/>');
});
