import { appendFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BenchFolder } from './bench-folder.ts';
import type { BenchRow } from './bench-row.ts';
import { repositoryRoot } from './repository-root.ts';
import { bestMeasured, type Measured, runProcess } from './run-process.ts';
import { measureSchedules } from './schedule-rows.ts';
import { writeEngineProject } from './write-engine-project.ts';

export interface EngineBench {
  readonly folder: BenchFolder;
  /** How often each thing is measured, in turn with what it is compared with; the quickest counts. */
  readonly rounds: number;
  /** Also ten times the models. */
  readonly isWhole: boolean;
}

const models = 1_000;

/** A script that reads the files that are listed in a file, and does nothing with them. */
const readFiles = `const { readFileSync } = require('node:fs');
for (const file of JSON.parse(readFileSync(process.argv[2], 'utf8'))) readFileSync(file, 'utf8');
`;

const compiler = path.join(repositoryRoot, 'dist', 'bare-compile.mjs');

/** How quickly a command starts, how long a thousand models take, and ten thousand, and what planning their order costs. */
export async function measureEngine(bench: EngineBench): Promise<BenchRow[]> {
  const rows = [...(await measureStart(bench)), ...(await measureCompile(bench))];
  return [...rows, ...(await measureSchedules())];
}

async function measureStart({ folder, rounds }: EngineBench): Promise<BenchRow[]> {
  const nothing = path.join(folder.path, 'nothing.cjs');
  await writeFile(nothing, '');
  const bare: Measured[] = [];
  const commands = new Map<string, readonly string[]>([
    ['start, --version', ['--version']],
    ['start, ls', ['ls', '--project-dir', folder.project]],
  ]);
  const measured = new Map<string, Measured[]>();
  // What runs first after a change builds the engine, and reads the project for the first time.
  for (const command of commands.values()) await folder.apportion(command);
  for (let round = 0; round < rounds * 3; round++) {
    bare.push(await runProcess({ script: nothing, arguments: [], folder: folder.path }));
    for (const [name, command] of commands)
      measured.set(name, [...(measured.get(name) ?? []), await folder.apportion(command)]);
  }
  const baseline = { name: 'node and nothing else', value: bestMeasured(bare).seconds };
  return [...measured].map(([name, all]) => ({
    name,
    unit: 'seconds',
    value: bestMeasured(all).seconds,
    baseline,
    goal: { of: 'value', atMost: 1.5 * baseline.value + 0.1 },
  }));
}

interface Compiled {
  readonly bare: Measured;
  readonly cold: Measured;
  readonly oneChanged: Measured;
  /** The libraries' parsers and the files, and nothing else. */
  readonly leastCold: Measured;
  readonly leastOneChanged: Measured;
}

async function measureCompile({ folder, rounds, isWhole }: EngineBench): Promise<BenchRow[]> {
  const thousand = await compileProject(folder, models, rounds);
  const against = { name: 'bare Node reads the same files', value: thousand.bare.seconds };
  const always: BenchRow[] = [
    {
      name: 'compile 1,000 models, cold, without the system',
      unit: 'seconds',
      value: thousand.cold.userSeconds,
      baseline: { ...against, value: thousand.bare.userSeconds },
    },
    {
      name: 'compile 1,000 models, one changed',
      unit: 'seconds',
      value: thousand.oneChanged.seconds,
      baseline: against,
      goal: { of: 'value', atMost: 0.5 },
    },
  ];
  if (!isWhole) return always;
  const tenfold = await compileProject(folder, 10 * models, Math.max(1, rounds - 1));
  return [
    // Not in the quick form: 4,000 new files take a file system 0.14 s, or ten times that after others were deleted, and no ratio would say why.
    {
      name: 'compile 1,000 models, cold',
      unit: 'seconds',
      value: thousand.cold.seconds,
      baseline: against,
      goal: { of: 'value', atMost: 1.5 },
    },
    {
      name: 'compile 1,000 models, cold, of the least work',
      unit: 'seconds',
      value: thousand.cold.seconds,
      baseline: { name: 'bare Node parses and writes as much', value: thousand.leastCold.seconds },
    },
    ...always,
    {
      name: 'compile 1,000 models, one changed, of the least work',
      unit: 'seconds',
      value: thousand.oneChanged.seconds,
      baseline: { name: 'bare Node reads and compares as much', value: thousand.leastOneChanged.seconds },
    },
    {
      name: 'compile 10,000 models, cold',
      unit: 'seconds',
      value: tenfold.cold.seconds,
      baseline: { name: 'a tenth of them, cold', value: thousand.cold.seconds },
      goal: { of: 'ratio', atMost: 11 },
    },
    {
      name: 'compile 10,000 models, one changed',
      unit: 'seconds',
      value: tenfold.oneChanged.seconds,
      baseline: { name: 'a tenth of them, one changed', value: thousand.oneChanged.seconds },
      goal: { of: 'ratio', atMost: 11 },
    },
    {
      name: 'compile 10,000 models, peak memory',
      unit: 'MiB',
      value: Math.max(tenfold.cold.peakMebibytes, tenfold.oneChanged.peakMebibytes),
      baseline: { name: 'bare Node reads the same files', value: tenfold.bare.peakMebibytes },
      goal: { of: 'value', atMost: 600 },
    },
  ];
}

/** Cold is without `target/`: nothing is remembered, and no compiled SQL is there. */
async function compileProject(folder: BenchFolder, count: number, rounds: number): Promise<Compiled> {
  const project = path.join(folder.path, `engine-${count}`);
  // What a benchmark that was killed has left would be compiled already.
  await rm(project, { recursive: true, force: true });
  const files = writeEngineProject(project, count);
  const reader = path.join(folder.path, 'read-files.cjs');
  await writeFile(reader, readFiles);
  const list = path.join(folder.path, 'files.json');
  await writeFile(list, JSON.stringify(files.map((file) => path.join(project, file))));
  const changed = path.join(project, files[Math.floor(count / 2)] ?? '');
  const compile = (): Promise<Measured> => folder.apportion(['compile', '--project-dir', project]);
  const written = path.join(folder.path, 'written');
  const least = (mode: 'cold' | 'one-changed'): Promise<Measured> =>
    runProcess({ script: compiler, arguments: [list, written, mode], folder: folder.path });
  const bare: Measured[] = [];
  const cold: Measured[] = [];
  const oneChanged: Measured[] = [];
  const leastCold: Measured[] = [];
  const leastOneChanged: Measured[] = [];
  for (let round = 0; round < rounds; round++) {
    bare.push(await runProcess({ script: reader, arguments: [list], folder: folder.path }));
    leastCold.push(await least('cold'));
    leastOneChanged.push(await least('one-changed'));
    await folder.setAside(written);
    cold.push(await compile());
    await appendFile(changed, `-- changed in round ${round}\n`);
    oneChanged.push(await compile());
    await folder.setAside(path.join(project, 'target'));
  }
  await folder.setAside(project);
  return {
    bare: bestMeasured(bare),
    cold: bestMeasured(cold),
    oneChanged: bestMeasured(oneChanged),
    leastCold: bestMeasured(leastCold),
    leastOneChanged: bestMeasured(leastOneChanged),
  };
}
