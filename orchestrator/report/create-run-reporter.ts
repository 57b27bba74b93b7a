import type { TextOutput } from '../base/effects.ts';
import type { RunEvent } from '../run/run-event.ts';
import { formatEvent } from './format-event.ts';
import { formatJson } from './format-json.ts';
import { formatHeartbeat, formatProgress } from './format-progress.ts';
import { formatLogLine, logLinesOf } from './log-lines.ts';
import { advanceProgress, startProgress } from './progress.ts';
import type { Screen } from './screen.ts';

export interface RunReporter {
  readonly onEvent: (event: RunEvent) => void;
  /** To be called ten times a second: moves the bar, or says once a minute that the run is alive. */
  readonly tick: () => void;
  /** Takes the bar away. */
  readonly stop: () => void;
}

export type ReportMode = 'people' | 'json' | 'log';

const heartbeatMilliseconds = 60_000;
const takeAway = '\r\u001b[2K';

/** Shows a run while it works, in each of the ways that are asked for; in none when it is to be quiet. */
export function createRunReporter(
  modes: readonly ReportMode[],
  outputs: { readonly out: TextOutput; readonly err: TextOutput },
  screen: Screen,
  now: () => number,
): RunReporter {
  const reporters = modes.map((mode) => reporterOf(mode, outputs, screen, now));
  return {
    onEvent: (event) => {
      for (const one of reporters) one.onEvent(event);
    },
    tick: () => {
      for (const one of reporters) one.tick();
    },
    stop: () => {
      for (const one of reporters) one.stop();
    },
  };
}

/**
 * To people on a terminal a bar below the lines that stay, else only the lines; one JSON object a line for programs, on standard output; a
 * structured log on standard error.
 */
function reporterOf(
  mode: ReportMode,
  outputs: { readonly out: TextOutput; readonly err: TextOutput },
  screen: Screen,
  now: () => number,
): RunReporter {
  if (mode === 'json') {
    return {
      onEvent: (event) => outputs.out.write(formatJson([event], outputs.out)),
      tick: () => {},
      stop: () => {},
    };
  }
  if (mode === 'log') return createLogReporter(outputs.err, now);
  const { err } = outputs;
  let progress = startProgress(now());
  let isBarShown = false;
  let saidAt = now();

  const stop = (): void => {
    if (isBarShown) err.write(takeAway);
    isBarShown = false;
  };
  const tick = (): void => {
    if (progress.phase === 'end') return;
    if (err.isTerminal) {
      err.write(`${takeAway}${formatProgress(progress, now(), screen)}`);
      isBarShown = true;
    } else if (now() - saidAt >= heartbeatMilliseconds) {
      err.write(`${formatHeartbeat(progress, now())}\n`);
      saidAt = now();
    }
  };
  const onEvent = (event: RunEvent): void => {
    const lines = formatEvent(event, progress, now(), screen);
    progress = advanceProgress(progress, event, now());
    if (event.kind === 'run-finished') stop();
    if (lines.length === 0) return;
    stop();
    err.write(lines.map((line) => `${line}\n`).join(''));
    saidAt = now();
    tick();
  };
  return { onEvent, tick, stop };
}

/** One JSON object for each event, and one a minute while nothing happens, so that silence means that the run is dead. */
function createLogReporter(err: TextOutput, now: () => number): RunReporter {
  let progress = startProgress(now());
  let run: string | undefined;
  let saidAt = now();
  const write = (text: string): void => {
    err.write(text);
    saidAt = now();
  };
  return {
    onEvent: (event) => {
      if (event.kind === 'run-started') run = event.runId;
      const lines = logLinesOf(event, progress, now());
      progress = advanceProgress(progress, event, now());
      if (lines.length > 0) write(lines.map((line) => formatLogLine(line, now(), run, err)).join(''));
    },
    tick: () => {
      if (progress.phase === 'end' || now() - saidAt < heartbeatMilliseconds) return;
      const message = formatHeartbeat(progress, now()).replace(/\s+/g, ' ');
      const fields = { phase: progress.phase, running: [...progress.running] };
      write(formatLogLine({ level: 'info', kind: 'heartbeat', message, fields }, now(), run, err));
    },
    stop: () => {},
  };
}
