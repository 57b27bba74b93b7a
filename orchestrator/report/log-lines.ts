import type { Diagnostic } from '../base/diagnostic.ts';
import type { TextOutput } from '../base/effects.ts';
import type { RunEvent } from '../run/run-event.ts';
import type { NodeResult, RunResult } from '../run/run-result.ts';
import { formatEvent } from './format-event.ts';
import { formatJson } from './format-json.ts';
import { formatOutcome } from './format-outcome.ts';
import { formatReason } from './format-reason.ts';
import type { Progress } from './progress.ts';
import { plainScreen } from './screen.ts';

/** One line of a structured log: a sentence for people, and the same in fields for the programs that search logs. */
export interface LogLine {
  readonly level: 'info' | 'warning' | 'error';
  /** What happened, a word that lasts. */
  readonly kind: string;
  readonly message: string;
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** What a log says of an event; nothing of what only says that something began. Nothing is left out that a person would be told. */
export function logLinesOf(event: RunEvent, progress: Progress, now: number): LogLine[] {
  const { kind, ...fields } = event;
  switch (event.kind) {
    case 'file-load-started':
    case 'node-started':
      return [];
    case 'warning':
      return [logLineOf(event.diagnostic)];
    case 'node-finished':
      return [nodeLine(event.result)];
    case 'run-finished':
      return [
        ...event.result.diagnostics.filter(({ severity }) => severity === 'error').map(logLineOf),
        outcomeLine(event.result),
      ];
    case 'file-loaded': {
      const message = `${event.path}: ${event.rows} rows`;
      return [{ level: 'info', kind, message, fields }];
    }
    case 'run-started':
    case 'cleaned-up':
    case 'download-started':
    case 'files-found':
    case 'file-sent':
    case 'months-unchanged':
    case 'build-started':
    case 'publish-started':
    case 'published':
    case 'interrupted': {
      const message = formatEvent(event, progress, now, plainScreen)
        .map((line) => line.replace(/\s+/g, ' '))
        .join('; ');
      return [{ level: event.kind === 'interrupted' ? 'warning' : 'info', kind, message, fields }];
    }
    default:
      return event satisfies never;
  }
}

/** What a log says of something wrong or odd. */
export function logLineOf({ severity, code, message, place, hint }: Diagnostic): LogLine {
  return { level: severity, kind: 'diagnostic', message, fields: { code, place, hint } };
}

/** As it is written: one JSON object, whose `time` is in UTC; `run` is absent before the run has its name. */
export function formatLogLine(
  line: LogLine,
  now: number,
  run: string | undefined,
  output: Pick<TextOutput, 'isTerminal'>,
): string {
  const { level, kind, message, fields } = line;
  return formatJson([{ time: new Date(now).toISOString(), level, run, kind, message, ...fields }], output);
}

const levels = { success: 'info', warned: 'warning', failed: 'error', skipped: 'info' } as const;

function nodeLine({ node, nodeKind, status, milliseconds, rows, queryIds, failure }: NodeResult): LogLine {
  return {
    level: levels[status],
    kind: 'node-finished',
    message: `${node}: ${status}${failure === undefined ? '' : `: ${formatReason(failure)}`}`,
    fields: { node, nodeKind, status, milliseconds, rows, queryIds, failure },
  };
}

/** The nodes had their lines when they finished. */
function outcomeLine(result: RunResult): LogLine {
  const { outcome, target, command, months, startedAt, finishedAt } = result;
  const milliseconds = finishedAt.getTime() - startedAt.getTime();
  return {
    level:
      outcome === 'failed' || outcome === 'unknown'
        ? 'error'
        : outcome === 'interrupted'
          ? 'warning'
          : 'info',
    kind: 'run-finished',
    message: formatOutcome(result, plainScreen),
    fields: { outcome, command, target, months, milliseconds },
  };
}
