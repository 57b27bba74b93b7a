import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { birthOf, isGone, thisMachine } from '../base/machine.ts';
import { ownValue } from '../base/own-value.ts';
import { resolveEnvironment } from '../project/resolve-environment.ts';
import type { RunOptions } from './run-options.ts';

/** What lies in the folder of a run for as long as it goes on, or was left there when it was killed. */
interface RunNote {
  readonly pid: number;
  /** Of the process: see {@link birthOf}. */
  readonly birth?: string;
  /** See {@link thisMachine}. */
  readonly machine: string;
  /** The database file that it has open, from the folder of the project; absent if it is outside of it or no file. */
  readonly database?: string;
}

const noteName = 'under-way.json';

const runsOf = (root: string): string => path.join(root, 'target', 'runs');

/** The folder for what a run unpacks and downloads on the way. */
export function workFolderOf(root: string, run: string): string {
  return path.join(runsOf(root), run, 'unpacked');
}

/** Says in the folder of a run that it goes on. A run does not fail for it. */
export function noteRun(options: RunOptions, run: string): { remove(): void } {
  const folder = path.join(runsOf(options.graph.project.root), run);
  const file = path.join(folder, noteName);
  const note: RunNote = {
    pid: process.pid,
    birth: birthOf(process.pid),
    machine: thisMachine(),
    database: databaseOf(options),
  };
  attempt(() => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, `${JSON.stringify(note)}\n`);
  });
  return { remove: () => attempt(() => rmSync(file, { force: true })) };
}

/** The process of a run of this machine that goes on in the project's folder, if there is one. Those of other machines nobody can know here. */
export function findRunUnderWay(root: string): { readonly run: string; readonly pid: number } | undefined {
  const found = runsIn(root).find(({ note }) => note.machine === thisMachine() && !isDead(note));
  return found && { run: found.run, pid: found.note.pid };
}

/**
 * Takes away what runs had unpacked that are certainly dead: their process was of this machine and is gone, or they had the database open
 * that this one has open now, which one at a time can. Which target they had does not matter then.
 */
export function removeDeadWork(options: RunOptions, run: string): void {
  const { root } = options.graph.project;
  const database = databaseOf(options);
  for (const other of runsIn(root)) {
    const hadOurs = database !== undefined && other.note.database === database;
    if (other.run === run || !(hadOurs || isDead(other.note))) continue;
    attempt(() => {
      rmSync(workFolderOf(root, other.run), { recursive: true, force: true });
      // The last, since nothing else says that there may be something to take away.
      rmSync(path.join(runsOf(root), other.run, noteName), { force: true });
    });
  }
}

/** Whether the process is certainly gone. Its number may be another one's by now. */
function isDead({ pid, birth, machine }: RunNote): boolean {
  if (machine !== thisMachine()) return false;
  const now = birthOf(pid);
  return isGone(pid) || (birth !== undefined && now !== undefined && birth !== now);
}

/** Only within the project: what lies elsewhere may be another file on another machine that has the same folder. */
function databaseOf({ graph, target: name, effects }: RunOptions): string | undefined {
  const { root, targets } = graph.project;
  const target = ownValue(targets, name);
  if (target?.type !== 'duckdb') return undefined;
  const resolved = resolveEnvironment(target.path, effects.environment);
  if (!resolved.ok || resolved.value === ':memory:') return undefined;
  const relative = path.relative(root, path.resolve(root, resolved.value));
  return relative.startsWith('..') || path.isAbsolute(relative) ? undefined : relative;
}

function runsIn(root: string): readonly { readonly run: string; readonly note: RunNote }[] {
  return foldersIn(runsOf(root)).flatMap((run) => {
    const note = readNote(path.join(runsOf(root), run, noteName));
    return note === undefined ? [] : [{ run, note }];
  });
}

function foldersIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Undefined if there is none, or none that can be read: then nothing is known of the run. */
function readNote(file: string): RunNote | undefined {
  try {
    const note: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof note !== 'object' || note === null) return undefined;
    if (!('pid' in note) || typeof note.pid !== 'number') return undefined;
    if (!('machine' in note) || typeof note.machine !== 'string') return undefined;
    return {
      pid: note.pid,
      machine: note.machine,
      ...('birth' in note && typeof note.birth === 'string' && { birth: note.birth }),
      ...('database' in note && typeof note.database === 'string' && { database: note.database }),
    };
  } catch {
    return undefined;
  }
}

/** What cannot be done here harms nobody: the next run tries it again. */
function attempt(work: () => void): void {
  try {
    work();
  } catch {}
}
