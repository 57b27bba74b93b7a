import type { NodeName } from '../base/names.ts';
import type { RunEvent } from '../run/run-event.ts';
import type { NodeStatus } from '../run/run-result.ts';

/** How far a run has come, as far as its events have said. Never changed: each event gives a new one. */
export interface Progress {
  readonly phase: 'load' | 'build' | 'publish' | 'end';
  readonly startedAt: number;
  readonly phaseStartedAt: number;
  readonly bytesFound: number;
  readonly bytesLoaded: number;
  readonly filesLoaded: number;
  readonly rowsLoaded: number;
  /** A file that holds two kinds of things is read twice in a row, and is still one file. */
  readonly lastLoaded: string;
  /** Path and size of the files that are being read. */
  readonly files: ReadonlyMap<string, number>;
  readonly nodes: number;
  readonly finished: Readonly<Record<NodeStatus, number>>;
  /** In the order in which they started. */
  readonly running: ReadonlySet<NodeName>;
  readonly wasInterrupted: boolean;
}

/** Before the first event. Times are milliseconds since 1970. */
export function startProgress(now: number): Progress {
  return {
    phase: 'load',
    startedAt: now,
    phaseStartedAt: now,
    bytesFound: 0,
    bytesLoaded: 0,
    filesLoaded: 0,
    rowsLoaded: 0,
    lastLoaded: '',
    files: new Map(),
    nodes: 0,
    finished: { success: 0, warned: 0, failed: 0, skipped: 0 },
    running: new Set(),
    wasInterrupted: false,
  };
}

/** Progress after one more event. */
export function advanceProgress(progress: Progress, event: RunEvent, now: number): Progress {
  switch (event.kind) {
    case 'files-found':
      return { ...progress, bytesFound: progress.bytesFound + event.bytes };
    case 'file-load-started':
      return { ...progress, files: new Map(progress.files).set(event.path, event.bytes) };
    case 'file-loaded': {
      const files = new Map(progress.files);
      files.delete(event.path);
      const isNew = event.path !== progress.lastLoaded;
      return {
        ...progress,
        files,
        lastLoaded: event.path,
        filesLoaded: progress.filesLoaded + (isNew ? 1 : 0),
        rowsLoaded: progress.rowsLoaded + event.rows,
        bytesLoaded: progress.bytesLoaded + (isNew ? (progress.files.get(event.path) ?? 0) : 0),
      };
    }
    case 'build-started':
      return { ...progress, phase: 'build', phaseStartedAt: now, nodes: event.nodes };
    case 'node-started':
      return { ...progress, running: new Set(progress.running).add(event.node) };
    case 'node-finished': {
      const running = new Set(progress.running);
      running.delete(event.result.node);
      const { status } = event.result;
      const finished = { ...progress.finished, [status]: progress.finished[status] + 1 };
      return { ...progress, running, finished };
    }
    case 'publish-started':
      return { ...progress, phase: 'publish', phaseStartedAt: now };
    case 'interrupted':
      return { ...progress, wasInterrupted: true };
    case 'run-finished':
      return { ...progress, phase: 'end', running: new Set() };
    case 'run-started':
    case 'download-started':
    case 'cleaned-up':
    case 'warning':
    case 'file-sent':
    case 'published':
    case 'months-unchanged':
      return progress;
    default:
      return event satisfies never;
  }
}

/** Nodes that are over, whatever came of them. */
export function countFinished({ finished }: Progress): number {
  return finished.success + finished.warned + finished.failed + finished.skipped;
}
