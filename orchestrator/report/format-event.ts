import { formatDiagnostic } from '../base/diagnostic.ts';
import type { RunEvent } from '../run/run-event.ts';
import { formatNodeCounts } from './format-progress.ts';
import { formatBytes, formatCounted, formatDuration } from './format-quantity.ts';
import { formatLeftOut, formatMonths } from './format-unchanged.ts';
import type { Progress } from './progress.ts';
import type { Screen } from './screen.ts';
import { visibleLines, visibleText } from './visible-text.ts';

/** Of smaller files there are many, and none takes long. */
const largeFile = 16 * 1024 * 1024;

/** The lines that stay of an event: one for a phase or a file, none for what only moves the bar. */
export function formatEvent(event: RunEvent, progress: Progress, now: number, { paint }: Screen): string[] {
  const line = (phase: string, text: string): string => `${paint.bold(phase.padEnd(8))} ${visibleText(text)}`;
  switch (event.kind) {
    case 'run-started':
      return [line(event.command, `run ${event.runId} on target ${event.target}`)];
    case 'cleaned-up':
      return [
        line(
          'clean',
          `took away ${formatCounted(event.relations.length, 'relation')} of a run that had died`,
        ),
      ];
    case 'warning':
      return [paint.yellow(visibleLines(formatDiagnostic(event.diagnostic)))];
    case 'download-started': {
      const files = `${formatCounted(event.files, 'file')}, ${formatBytes(event.bytes)}`;
      return [line('load', `${event.source}: downloading ${files}`)];
    }
    case 'files-found': {
      const unchanged =
        event.unchanged === 0 ? '' : `, ${event.unchanged} of them loaded before and unchanged`;
      const found = `${formatCounted(event.files, 'file')}, ${formatBytes(event.bytes)}${unchanged}`;
      return [line('load', `${event.source}: ${found}`)];
    }
    case 'file-loaded': {
      // Events come in hundreds of small files; they are in the sum that follows.
      if (event.milliseconds < 1000) return [];
      const rows = formatCounted(event.rows, 'row');
      return [line('load', `${event.path}: ${rows} in ${formatDuration(event.milliseconds)}`)];
    }
    case 'file-sent': {
      if (event.bytes < largeFile) return [];
      const done = event.wasThere ? 'are in the staging bucket already' : 'sent to the staging bucket';
      return [line('load', `${formatBytes(event.bytes)} ${done}`)];
    }
    case 'months-unchanged':
      return [line('build', formatLeftOut(event.unchanged))];
    case 'build-started':
      return [
        ...loadedLines(progress, now).map((text) => line('load', text)),
        line('build', `${formatCounted(event.nodes, 'node')}${monthsText(event.months)}`),
      ];
    case 'node-finished':
      return event.result.status === 'failed' ? [paint.red(line('failed', event.result.node))] : [];
    case 'publish-started':
      return [
        line('build', `${formatNodeCounts(progress)} in ${formatDuration(now - progress.phaseStartedAt)}`),
      ];
    case 'published':
      return [line('publish', `in ${formatDuration(event.milliseconds)}`)];
    case 'interrupted':
      return [
        paint.yellow(line('stopping', 'cancelling what the warehouse is doing; once more leaves at once')),
      ];
    case 'file-load-started':
    case 'node-started':
    case 'run-finished':
      return [];
    default:
      return event satisfies never;
  }
}

/** What was read, all files together, once that is over. */
function loadedLines({ filesLoaded, rowsLoaded, startedAt }: Progress, now: number): string[] {
  if (filesLoaded === 0) return [];
  const rows = formatCounted(rowsLoaded, 'row');
  return [`${rows} of ${formatCounted(filesLoaded, 'file')} in ${formatDuration(now - startedAt)}`];
}

function monthsText(months: readonly string[]): string {
  return months.length === 0 ? '' : ` for ${formatMonths(months)}`;
}
