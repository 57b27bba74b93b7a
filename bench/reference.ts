import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { BenchOptions } from './bench-options.ts';
import { type BenchRow, isReached, ratioOf } from './bench-row.ts';
import type { ReferenceRatios } from './compare-rows.ts';
import { repositoryRoot } from './repository-root.ts';

const referenceFile = path.join(repositoryRoot, 'bench', 'reference.json');

/** The committed ratios of the quick form. */
export async function readReference(): Promise<ReferenceRatios> {
  // Our own file: names and numbers, written by `writeReference`.
  return JSON.parse(await readFile(referenceFile, 'utf8')) as ReferenceRatios;
}

/** Makes the ratios of rows the committed ones; `kept` are those that stay beside them. */
export async function writeReference(rows: readonly BenchRow[], kept: ReferenceRatios): Promise<void> {
  const measured = rows.map((row) => [row.name, Number(ratioOf(row).toPrecision(3))] as const);
  const ratios = { ...kept, ...Object.fromEntries(measured) };
  await writeFile(referenceFile, `${JSON.stringify(ratios, undefined, 2)}\n`);
}

/** Writes all figures for programs: the rows, and what they were measured with. */
export async function writeFigures(options: BenchOptions, rows: readonly BenchRow[]): Promise<void> {
  const file = path.resolve(options.json ?? path.join(repositoryRoot, 'target', 'bench.json'));
  const figures = {
    lines: options.lines,
    is_quick: options.isQuick,
    processors: availableParallelism(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    rows: rows.map((row) => ({ ...row, ratio: ratioOf(row), is_reached: isReached(row) ?? null })),
  };
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(figures, undefined, 2)}\n`);
}
