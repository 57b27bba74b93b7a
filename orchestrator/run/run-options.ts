import type { Effects } from '../base/effects.ts';
import type { NodeName, RunId, StatementMonth } from '../base/names.ts';
import type { Graph } from '../graph/graph.ts';
import type { SourceName, Vars } from '../project/project.ts';
import type { ObjectStoreSettings } from '../s3/s3-access.ts';
import type { Warehouse } from '../warehouses/warehouse.ts';

/** What a run is asked to do. The warehouse is open, and stays open afterwards: reports read from it. */
export interface RunOptions {
  readonly graph: Graph;
  readonly warehouse: Warehouse;
  /** The target's name in project.yml. */
  readonly target: string;
  /** The command that asks: `build`. */
  readonly command: string;
  /** The run's name, where it has one already, since the warehouse was opened for it; made anew if absent. */
  readonly runId?: RunId;
  readonly steps: RunSteps;
  /** Seeds, models and tests to take part, see `selectNodes`; all of them if absent. */
  readonly selected?: ReadonlySet<NodeName>;
  /** What takes no part, whatever it reads. */
  readonly excluded?: ReadonlySet<NodeName>;
  /** The only months to build; if absent, those of the bill files for which something is new. */
  readonly months?: readonly StatementMonth[];
  /** Build all months, also those for which nothing is new. */
  readonly allMonths?: boolean;
  /** On top of the project's. */
  readonly vars?: Vars;
  /** As they were written on the command line: what makes a test again has to say them. */
  readonly givenVars?: readonly string[];
  /** Instead of the project's locations, for this run; relative ones start from the working folder. */
  readonly sources?: Readonly<Partial<Record<SourceName, readonly string[]>>>;
  /** Who reads the sources from S3, if not who the environment says. */
  readonly sourceStore?: ObjectStoreSettings;
  readonly effects: Pick<Effects, 'now' | 'environment' | 'workingFolder' | 'interrupted'>;
  /** Puts the nodes that may start at the same time in another order: for tests, which shuffle them. */
  readonly startOrder?: (ready: readonly NodeName[]) => readonly NodeName[];
}

/** Which parts of `load → stage → build → audit → publish` a run has. */
export interface RunSteps {
  /** Read bill and event files into the raw tables. */
  readonly load: boolean;
  readonly seeds: boolean;
  readonly models: boolean;
  /** Test what was built, or what is published if nothing is built. */
  readonly tests: boolean;
  /** Show readers what was built, if no test with severity error found anything. */
  readonly publish: boolean;
}

/** The steps of the commands that execute something. Nothing is published without its tests, whatever the command. */
export const runSteps = {
  build: { load: true, seeds: true, models: true, tests: true, publish: true },
  load: { load: true, seeds: false, models: false, tests: false, publish: false },
  run: { load: false, seeds: true, models: true, tests: true, publish: true },
  seed: { load: false, seeds: true, models: false, tests: true, publish: true },
  test: { load: false, seeds: false, models: false, tests: true, publish: false },
} as const satisfies Record<string, RunSteps>;
