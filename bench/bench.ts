/**
 * The benchmark: `bench/README.md` says what each row means. Everything is measured through the command line, in processes of
 * its own.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deleteAside, openBenchFolder } from './bench-folder.ts';
import { type BenchOptions, parseBenchOptions, timesOnDisk, usage } from './bench-options.ts';
import type { BenchGroup } from './bench-row.ts';
import { buildGroups } from './build-groups.ts';
import { compareRows } from './compare-rows.ts';
import { formatComparedRows, formatRows } from './format-rows.ts';
import { judgeComparison } from './judge-comparison.ts';
import { lockFolder } from './lock-folder.ts';
import { measureAgain, measureGroups } from './measure-groups.ts';
import { profileBuild } from './profile-build.ts';
import { readReference, writeFigures, writeReference } from './reference.ts';
import { checkDisk } from './sample-files.ts';

const parsed = parseBenchOptions(process.argv.slice(2));
if (typeof parsed === 'string') {
  process.stderr.write(`${parsed}\n\n${usage}`);
  process.exitCode = 2;
} else {
  process.exitCode = await runBench(parsed);
}

async function runBench(options: BenchOptions): Promise<number> {
  const folder = path.resolve(options.folder ?? (await mkdtemp(path.join(tmpdir(), 'apportion-bench-'))));
  try {
    const tooFull = await checkDisk(folder, options.lines, timesOnDisk(options));
    if (tooFull !== undefined) {
      process.stderr.write(`${tooFull}\n`);
      return 2;
    }
    const lock = await lockFolder(folder);
    if (!lock.isOurs) {
      process.stderr.write(
        `Process ${lock.holder} measures in ${folder}. Wait for it, or give another folder with --folder.\n`,
      );
      return 2;
    }
    try {
      const bench = await openBenchFolder(folder);
      if (!options.isProfile) return await measureAndCompare(options, buildGroups(bench, options));
      process.stdout.write(await profileBuild(bench, options.lines));
      return 0;
    } finally {
      await deleteAside(folder);
      await lock.release();
    }
  } finally {
    if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
  }
}

async function measureAndCompare(options: BenchOptions, groups: readonly BenchGroup[]): Promise<number> {
  const startedAt = Date.now();
  const say = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  const committed = await readReference();
  const reference = options.isQuick && !options.isNewReference ? committed : undefined;
  const first = await measureGroups(groups, say);
  const measured = reference === undefined ? first : await measureAgain(first, reference, say);
  const rows = measured.flatMap((group) => group.rows);
  process.stdout.write(options.isQuick ? formatComparedRows(rows, committed) : formatRows(rows));
  await writeFigures(options, rows);
  say(`took ${Math.round((Date.now() - startedAt) / 1000)} s`);
  // Of one group alone, the others' ratios stay what they are.
  if (options.isNewReference) await writeReference(rows, options.only.length > 0 ? committed : {});
  if (reference === undefined) return 0;
  const compared = compareRows(rows, reference);
  // Whoever asks for one group does not miss the others.
  const { exitCode, sentences } = judgeComparison(
    options.only.length > 0 ? { ...compared, missing: [] } : compared,
  );
  for (const sentence of sentences) say(sentence);
  return exitCode;
}
