import { cutToWidth } from './display-width.ts';
import { formatGauge } from './format-bar.ts';
import { formatBytes, formatCounted, formatDuration } from './format-quantity.ts';
import { countFinished, type Progress } from './progress.ts';
import type { Screen } from './screen.ts';
import { visibleText } from './visible-text.ts';

/**
 * The one line that moves while a run works, never wider than the screen:
 * `build    ████████████░░░░░░░░  61/128  int_ecs_services and 1 more  12.3 s`.
 */
export function formatProgress(progress: Progress, now: number, { columns, paint }: Screen): string {
  const gauge = Math.max(8, Math.min(24, Math.floor(columns / 4)));
  const elapsed = formatDuration(now - progress.startedAt);
  const { done, total, count, what } = describe(progress);
  const failed = progress.finished.failed > 0 ? `${progress.finished.failed} failed  ` : '';
  const room = columns - 1 - gauge - count.length - failed.length - elapsed.length - 15;
  const title = (progress.wasInterrupted ? 'stopping' : progress.phase).padEnd(8);
  return [
    paint.bold(title),
    paint.cyan(formatGauge(done, total, gauge)),
    count,
    `${paint.red(failed)}${paint.dim(cutToWidth(visibleText(what), Math.max(0, room)))}`,
    elapsed,
  ].join('  ');
}

function describe(progress: Progress): { done: number; total: number; count: string; what: string } {
  if (progress.phase === 'load') {
    const { bytesLoaded, bytesFound } = progress;
    const [first, ...more] = [...progress.files.keys()].map((file) => file.replace(/^.*[\\/]/, ''));
    const count = `${formatBytes(bytesLoaded)} of ${formatBytes(bytesFound)}`;
    return { done: bytesLoaded, total: bytesFound, count, what: withMore(first, more.length) };
  }
  const done = countFinished(progress);
  const [first, ...more] = progress.running;
  const count = `${done}/${progress.nodes}`;
  const what = progress.phase === 'publish' ? 'one transaction' : withMore(first, more.length);
  return { done, total: progress.nodes, count, what };
}

function withMore(first: string | undefined, more: number): string {
  return first === undefined ? '' : more === 0 ? first : `${first} and ${more} more`;
}

/** What a log says once a minute, when nothing else happens. */
export function formatHeartbeat(progress: Progress, now: number): string {
  const { count, what } = describe(progress);
  const doing = what === '' ? '' : `, ${visibleText(what)}`;
  return `${progress.phase.padEnd(8)} ${count}${doing}, ${formatDuration(now - progress.startedAt)} so far`;
}

/** What came of the nodes: `128 nodes: 120 ok, 2 warned, 1 failed, 5 skipped`. */
export function formatNodeCounts({ finished }: Pick<Progress, 'finished'>): string {
  const { success, warned, failed, skipped } = finished;
  const parts = [`${success} ok`];
  if (warned > 0) parts.push(`${warned} warned`);
  if (failed > 0) parts.push(`${failed} failed`);
  if (skipped > 0) parts.push(`${skipped} skipped`);
  return `${formatCounted(success + warned + failed + skipped, 'node')}: ${parts.join(', ')}`;
}
