import path from 'node:path';
import type { Effects } from '../base/effects.ts';
import { formatGauge } from '../report/format-bar.ts';
import { formatJson } from '../report/format-json.ts';
import { formatBytes, formatCount, formatCounted, formatDuration } from '../report/format-quantity.ts';
import { visibleText } from '../report/visible-text.ts';
import { generateSample, type SampleProgress } from '../sample/generate-sample.ts';
import type { SampleSummary } from '../sample/sample-summary.ts';
import type { Command } from './command.ts';
import { parseWholeNumber } from './parse-whole-number.ts';
import { showDiagnostics } from './show-diagnostics.ts';

interface SampleOptions {
  readonly lines: string;
  readonly out: string;
  readonly seed: string;
  readonly months: string;
  /** Set by `--no-truth`. */
  readonly truth: boolean;
  readonly compress: SampleSummary['compress'];
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** The files of a made-up company, unless they are there already. */
export const sample: Command<SampleOptions> = async (options, effects) => {
  const lines = parseWholeNumber('lines', options.lines);
  const seed = parseWholeNumber('seed', options.seed);
  const months = parseWholeNumber('months', options.months);
  showDiagnostics([...lines.diagnostics, ...seed.diagnostics, ...months.diagnostics], effects, options);
  if (!lines.ok || !seed.ok || !months.ok) return 2;
  if (options.out.trim() === '') {
    const message = '"--out" is expected to name the folder for the sample.';
    showDiagnostics([{ severity: 'error', code: 'bad-option', message }], effects, options);
    return 2;
  }
  const startedAt = effects.now().getTime();
  const isWatched = effects.err.isTerminal && !options.json && !options.quiet;
  const onProgress = (progress: SampleProgress): void => {
    effects.interrupted.throwIfAborted();
    if (isWatched) effects.err.write(`\r\u001b[2K${formatProgress(progress)}`);
  };
  try {
    const folder = path.resolve(effects.workingFolder, options.out);
    const { compress } = options;
    const made = await generateSample({
      lines: lines.value,
      seed: seed.value,
      months: months.value,
      hasTruth: options.truth,
      folder,
      compress,
      onProgress,
    });
    if (isWatched) effects.err.write('\r\u001b[2K');
    showDiagnostics(made.diagnostics, effects, options);
    if (!made.ok) return 2;
    const { summary, isNew } = made.value;
    if (options.json) effects.out.write(formatJson([summary], effects.out));
    else if (!options.quiet) sayWhatIsThere(summary, isNew, options.out, startedAt, effects);
    // It was complete before anybody noticed; whoever pressed Ctrl-C still does not want what comes next.
    return effects.interrupted.aborted ? 130 : 0;
  } catch (error) {
    if (effects.interrupted.aborted) return 130;
    throw error;
  }
};

function sayWhatIsThere(
  summary: SampleSummary,
  isNew: boolean,
  folder: string,
  startedAt: number,
  effects: Effects,
): void {
  const took = formatDuration(effects.now().getTime() - startedAt);
  const how = isNew ? `written in ${took}` : 'there already, and nothing to change';
  const size = `${formatCounted(summary.files.length, 'file')}, ${formatBytes(summary.bytes)}`;
  const lines = formatCounted(summary.lines, 'bill line');
  effects.err.write(
    `${visibleText(folder)}: ${lines} and ${formatCounted(summary.events, 'event')} in ${size}; ${how}.\n`,
  );
}

function formatProgress({ phase, linesDone, lines }: SampleProgress): string {
  const count = `${formatCount(linesDone)} of ${formatCounted(lines, 'line')}`;
  return `${'sample'.padEnd(8)}  ${formatGauge(linesDone, lines, 20)}  ${count}  ${phase}`;
}
