import type { NodeName, RunId, StatementMonth } from '../base/names.ts';
import type { LoadEvent } from '../load/load-event.ts';
import type { UnchangedMonths } from './inputs/choose-run-months.ts';
import type { NodeResult, RunResult } from './run-result.ts';

/** Everything that can happen in a run, in the order in which it does; what people and programs see is made of these. */
export type RunEvent =
  /** The warehouse is open and the run has its name. */
  | { readonly kind: 'run-started'; readonly runId: RunId; readonly target: string; readonly command: string }
  /** What an earlier run left behind when it died was taken away. */
  | { readonly kind: 'cleaned-up'; readonly relations: readonly string[] }
  /** Files are found and read, or something odd is seen that does not stop the run. */
  | LoadEvent
  /** Some of the months are as they were when they were published: this run builds the others. */
  | { readonly kind: 'months-unchanged'; readonly unchanged: UnchangedMonths }
  /** The months that this run builds are known, and how many nodes it will execute. */
  | { readonly kind: 'build-started'; readonly months: readonly StatementMonth[]; readonly nodes: number }
  | { readonly kind: 'node-started'; readonly node: NodeName }
  | { readonly kind: 'node-finished'; readonly result: NodeResult }
  /** The one transaction that readers notice begins. */
  | { readonly kind: 'publish-started'; readonly relations: number }
  /** It was committed. */
  | { readonly kind: 'published'; readonly milliseconds: number }
  /** Ctrl-C, SIGTERM or SIGHUP: statements in flight are being cancelled. */
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'run-finished'; readonly result: RunResult };

export type OnRunEvent = (event: RunEvent) => void;
