import { existsSync } from 'node:fs';
import { readdir, realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import { artifactNames } from '../artifacts/write-artifacts.ts';
import type { Diagnostic } from '../base/diagnostic.ts';
import type { Effects } from '../base/effects.ts';
import type { Project } from '../project/project.ts';
import { formatCounted } from '../report/format-quantity.ts';
import { dropLeftovers } from '../run/prepare-warehouse.ts';
import { newRunId } from '../run/run-id.ts';
import { findRunUnderWay } from '../run/runs-under-way.ts';
import { openWarehouse, type ResolvedTarget } from '../warehouses/open-warehouse.ts';
import type { Command, ExitCode, ProjectOptions } from './command.ts';
import { type DuckDbTarget, holderOf, resolveTarget } from './open-target.ts';
import { readGraph } from './read-graph.ts';
import { showDiagnostics } from './show-diagnostics.ts';
import { withTarget } from './with-target.ts';

interface CleanOptions extends ProjectOptions {
  readonly warehouse?: boolean;
  /** A run that is certainly dead. */
  readonly release?: string;
  readonly all?: boolean;
}

/** Removes what can be made again: what commands wrote into target/, but not what a run that goes on needs; more only when it is asked for by name. */
export const clean: Command<CleanOptions> = async (options, effects) => {
  const graph = await readGraph(options, effects);
  showDiagnostics(graph.diagnostics, effects, options);
  if (!graph.ok) return 2;
  const problem = problemOf(options);
  if (problem !== undefined) {
    showDiagnostics([problem], effects, options);
    return 2;
  }
  const { project } = graph.value;
  const target = options.target ?? project.defaultTarget;
  const isNamed = options.all || options.warehouse || options.target !== undefined;
  const resolved = isNamed ? resolveTarget(project, target, effects.environment) : undefined;
  showDiagnostics(resolved?.diagnostics ?? [], effects, options);
  // Nothing is removed of a project whose target was misspelt.
  if (resolved?.ok === false) return 2;
  const folder = path.join(project.root, 'target');
  const entries = existsSync(folder) ? await readdir(folder) : [];
  const busy = whyUnderWay(project) ?? (await findBusyTarget(project, effects))?.message;
  const kept = busy === undefined ? [] : ofRuns;
  const removed = entries.filter((entry) => isOurs(entry) && !kept.includes(entry));
  for (const entry of removed) await rm(path.join(folder, entry), { recursive: true, force: true });
  effects.out.write(
    `Removed ${formatCounted(removed.length, 'entry', 'entries')} of target/; databases and what others put there are kept.\n`,
  );
  if (busy !== undefined) effects.out.write(`Kept ${kept.join(' and ')} as well: ${busy}\n`);
  if (options.all && resolved?.ok) return removeDatabase(target, resolved.value, effects);
  if (options.warehouse) return cleanWarehouse(project, target, options.release, effects);
  return 0;
};

/** Options that do not go together: one of them would be passed over. */
function problemOf({ all, warehouse, release }: CleanOptions): Diagnostic | undefined {
  const message =
    release !== undefined && !warehouse
      ? '"--release" takes the lock of a run in the warehouse, so it needs "--warehouse".'
      : all && warehouse
        ? '"--all" removes the database of the target and "--warehouse" tidies it up: give one of the two.'
        : undefined;
  return message === undefined ? undefined : { severity: 'error', code: 'bad-option', message };
}

/** What a run that goes on writes to and reads from. */
const ofRuns = ['compiled', 'runs'];

/** What commands write into `target/`: by name, since a target's database may have any, and its history cannot be made again. */
function isOurs(entry: string): boolean {
  const [, file] = /^(.+?\.(?:json|xml))(?:\.\w+\.tmp)?$/.exec(entry) ?? [];
  return ['cache', ...ofRuns].includes(entry) || artifactNames.some((name) => name === file);
}

/** That a run of this machine goes on, whatever its target is: in a warehouse elsewhere, or where only the environment of the run says. */
function whyUnderWay({ root }: Project): string | undefined {
  const found = findRunUnderWay(root);
  return found && `Run ${found.run} goes on in process ${found.pid}.`;
}

/** Why the first target that a run has open cannot be opened now. Only one with a holder's note is tried: others nobody has open. */
async function findBusyTarget(project: Project, effects: Effects): Promise<Diagnostic | undefined> {
  for (const name of Object.keys(project.targets)) {
    const resolved = resolveTarget(project, name, effects.environment);
    if (!resolved.ok || resolved.value.type !== 'duckdb') continue;
    if (!existsSync(`${resolved.value.path}.lock.json`)) continue;
    const busy = await whyNotFree(name, resolved.value, effects);
    if (busy !== undefined) return busy;
  }
  return undefined;
}

/**
 * Why nobody can say that a run does not use the database; undefined if it could be opened, which one at a time can. As it is, without the settings of
 * its target: those of another shell may be others, and what is wrong with them says nothing about who has it open.
 */
async function whyNotFree(
  name: string,
  { path: file }: DuckDbTarget,
  effects: Effects,
): Promise<Diagnostic | undefined> {
  const holder = holderOf('clean', effects);
  const opened = await openWarehouse({ name, target: { type: 'duckdb', path: file }, holder });
  if (opened.ok) await opened.value.close();
  return opened.ok ? undefined : opened.diagnostics[0];
}

/** Only what opens as a database is removed: what a run is using must not vanish under it, and what a wrong path names is not ours. */
async function removeDatabase(name: string, target: ResolvedTarget, effects: Effects): Promise<ExitCode> {
  if (target.type !== 'duckdb' || !existsSync(target.path)) {
    effects.out.write(`Target "${name}" has no database file.\n`);
    return 0;
  }
  const busy = await whyNotFree(name, target, effects);
  if (busy !== undefined) {
    showDiagnostics([busy], effects, {});
    return 2;
  }
  // Where a link leads: what lies beside the file goes with it.
  const database = await realpath(target.path);
  effects.out.write(`Removing ${database}, with the history of what was published in it.\n`);
  // What had been spilled went when it was closed.
  for (const ending of ['', '.wal', '.lock.json']) await rm(database + ending, { force: true });
  await rm(`${database}.landing`, { recursive: true, force: true });
  return 0;
}

async function cleanWarehouse(
  project: Project,
  target: string,
  release: string | undefined,
  effects: Effects,
): Promise<ExitCode> {
  const run = newRunId(effects.now());
  const opening = { project, target, command: 'clean', writing: { run, release } };
  return withTarget(opening, {}, effects, async (warehouse) => {
    const relations = await dropLeftovers(warehouse, await warehouse.relations(), run);
    effects.out.write(`Dropped ${formatCounted(relations.length, 'relation')} that dead runs had left.\n`);
    return 0;
  });
}
