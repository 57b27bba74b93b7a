import { type Checked, checked } from '../../base/diagnostic.ts';
import type { StatementMonth } from '../../base/names.ts';
import type { LoadedFile } from '../../load/raw/loaded-files.ts';
import type { Relation } from '../../warehouses/warehouse.ts';
import { chooseMonths } from '../months.ts';
import { makesRelation } from '../nodes/node-task.ts';
import { findRelation, publishedRelation } from '../published-relation.ts';
import type { RunOptions } from '../run-options.ts';
import { chooseDueMonths } from './choose-due-months.ts';
import { digestFiles } from './digest-files.ts';
import { digestProject } from './digest-project.ts';
import {
  forgetMonths,
  type MonthInputs,
  type PublishedMonth,
  readPublishedMonths,
  rememberMonths,
} from './published-months.ts';
import { readFinalMonths } from './read-final-months.ts';
import { warnOfMonthsWithoutBill } from './warn-of-months-without-bill.ts';

/** The months that a run leaves as they are, because there is nothing new for them. */
export interface UnchangedMonths {
  /** Built before, from what they would be built from now. */
  readonly months: readonly StatementMonth[];
  /** Final, so that later events alone do not open them again. */
  readonly held: readonly StatementMonth[];
  /** The latest run that published one of them, and when, UTC. */
  readonly runId: string;
  readonly publishedAt: string;
}

/** What of the bills a run is about. */
export interface RunMonths {
  /** The months that it builds; undefined where there is no bill at all, and so nothing to choose from. */
  readonly months: readonly StatementMonth[] | undefined;
  readonly unchanged?: UnchangedMonths;
  /** What its publication has to remember or to forget, given its name and the moment as SQL: part of the one transaction. */
  readonly remember: (runId: string, publishedAt: string) => readonly string[];
}

/** What is in the warehouse that decides over months. */
export interface LoadedState {
  readonly relations: readonly Relation[];
  /** The months of the bills that the run is about. */
  readonly found: readonly StatementMonth[];
  readonly files: readonly LoadedFile[];
}

/**
 * The months that a run builds. A whole run builds those for which something is new; one that is told its months or nodes,
 * or to build all, does as it is told. The diagnostics that come with them are warnings.
 */
export async function chooseRunMonths(
  options: RunOptions,
  { relations, found, files }: LoadedState,
): Promise<Checked<RunMonths>> {
  const { steps, warehouse } = options;
  const { dialect } = warehouse;
  const chosen = chooseMonths(found, options.months);
  if (!chosen.ok) return chosen;
  const months = chosen.value;
  if (!steps.seeds && !steps.models) return checked({ months, remember: () => [] }, []);

  const published = await readPublishedMonths(warehouse, relations);
  const warnings = warnOfMonthsWithoutBill(published, files);
  const inputs = readInputs(options, files);
  const isLacking = lacksRelation(options, relations);
  const isOfRun = ({ month }: PublishedMonth): boolean => months?.includes(month) ?? true;
  // What is missing is made of the run's months; of the others it had rows, too.
  const leftWithout = isLacking ? published.filter((one) => !isOfRun(one)) : [];
  const isWhole = steps.seeds && steps.models && options.selected === undefined;
  if (!isWhole) {
    const stale = published.filter((one) => isOfRun(one) && !isFrom(inputs, one));
    const forgotten = [...stale, ...leftWithout].map(({ month }) => month);
    return checked({ months, remember: () => forgetMonths(dialect, forgotten) }, warnings);
  }
  const rememberAll = (built: readonly StatementMonth[]): RunMonths['remember'] => {
    const ofRun = inputs.filter(({ month }) => built.includes(month));
    const forgotten = leftWithout.map(({ month }) => month);
    return (runId, publishedAt) => [
      ...forgetMonths(dialect, forgotten),
      ...rememberMonths(dialect, runId, publishedAt, ofRun),
    ];
  };
  const isTold = options.months !== undefined && options.months.length > 0;
  if (months === undefined || isTold || options.allMonths === true || isLacking)
    return checked({ months, remember: rememberAll(months ?? []) }, warnings);

  const finals = await readFinalMonths(warehouse, relations, published);
  const { due, unchanged, held } = chooseDueMonths(months, inputs, published, finals);
  const left = new Set([...unchanged, ...held]);
  const latest = latestOf(published.filter(({ month }) => left.has(month)));
  return checked(
    {
      months: due,
      remember: rememberAll(due),
      ...(latest === undefined
        ? {}
        : {
            unchanged: {
              months: unchanged,
              held,
              runId: latest.runId,
              publishedAt: latest.publishedAt,
            },
          }),
    },
    warnings,
  );
}

/** The inputs of each month that a load has filled, as they are now; none if the project cannot be compiled. */
function readInputs(options: RunOptions, files: readonly LoadedFile[]): readonly MonthInputs[] {
  const { bills, events } = digestFiles(files);
  if (bills.size === 0) return [];
  const project = digestProject(options);
  if (project === undefined) return [];
  return [...bills].map(([month, bill]) => ({ month, bill, events, project }));
}

/** Whether a month would be built from the same again. */
function isFrom(inputs: readonly MonthInputs[], published: PublishedMonth): boolean {
  return inputs.some(
    ({ month, bill, events, project }) =>
      month === published.month &&
      bill === published.bill &&
      events === published.events &&
      project === published.project,
  );
}

/** Whether somebody has taken away what a run has published. */
function lacksRelation({ graph }: RunOptions, relations: readonly Relation[]): boolean {
  return [...graph.nodes.values()].some(
    (node) => makesRelation(node) && findRelation(relations, publishedRelation(node)) === undefined,
  );
}

/** The names of runs sort by when they started. */
function latestOf(published: readonly PublishedMonth[]): PublishedMonth | undefined {
  return [...published].sort((a, b) => (a.runId < b.runId ? -1 : 1)).at(-1);
}
