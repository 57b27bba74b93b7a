import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { repositoryRoot } from './repository-root.ts';
import { type Measured, runProcess } from './run-process.ts';

/** Where everything is that a benchmark makes, and how it runs the command line on it. */
export interface BenchFolder {
  readonly path: string;
  /** A copy of this checkout's project, so that a measurement leaves `target/` alone. */
  readonly project: string;
  /** A database that is not there, and nothing beside it that belonged to one of its name. */
  readonly freshDatabase: (name: string) => Promise<string>;
  /**
   * Takes a folder away, and deletes it when the benchmark has ended. A file system may take ten times as long to make files in the minutes after others
   * were deleted (ext4 looks at each inode that was, to pass it over), and that would be measured.
   */
  readonly setAside: (folder: string) => Promise<void>;
  readonly apportion: (arguments_: readonly string[], options?: ApportionOptions) => Promise<Measured>;
}

interface ApportionOptions {
  readonly database?: string;
  readonly nodeOptions?: readonly string[];
}

const projectFiles = ['project.yml', 'models', 'macros', 'seeds', 'tests/assertions'] as const;

/** Copies the project into the folder, which is made if it is not there. */
export async function openBenchFolder(folder: string): Promise<BenchFolder> {
  const project = path.join(folder, 'project');
  await rm(project, { recursive: true, force: true });
  await mkdir(project, { recursive: true });
  for (const name of projectFiles) {
    await cp(path.join(repositoryRoot, name), path.join(project, name), { recursive: true });
  }
  return {
    path: folder,
    project,
    freshDatabase: async (name) => {
      const database = path.join(folder, `${name}.duckdb`);
      await dropDatabase(database);
      // What a first run does not find, no run may find: neither compiled SQL nor the durations of an earlier run.
      await rm(path.join(project, 'target'), { recursive: true, force: true });
      return database;
    },
    setAside: async (taken) => {
      await mkdir(asideIn(folder), { recursive: true });
      await rename(taken, path.join(await mkdtemp(path.join(asideIn(folder), 'a-')), 'taken'));
    },
    apportion: (arguments_, { database = ':memory:', nodeOptions } = {}) =>
      runProcess({
        script: path.join(repositoryRoot, 'bin', 'apportion.cjs'),
        arguments: arguments_,
        folder,
        nodeOptions,
        environment: { APPORTION_BENCH_DATABASE: database },
      }),
  };
}

/** Deletes what was set aside, when nothing is measured any more. */
export async function deleteAside(folder: string): Promise<void> {
  await rm(asideIn(folder), { recursive: true, force: true });
}

function asideIn(folder: string): string {
  return path.join(folder, 'aside');
}

/** Copies a database over another one, with what lies beside it. Nobody may have either open. */
export async function copyDatabase(from: string, to: string): Promise<void> {
  await dropDatabase(to);
  for (const suffix of ['', '.landing']) await cp(`${from}${suffix}`, `${to}${suffix}`, { recursive: true });
}

/** Takes a database away, and what lies beside it under its name. */
export async function dropDatabase(database: string): Promise<void> {
  for (const suffix of ['', '.wal', '.tmp', '.landing'])
    await rm(`${database}${suffix}`, { recursive: true, force: true });
}
