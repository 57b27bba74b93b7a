import { readFileSync } from 'node:fs';
import path from 'node:path';
import { keepFile } from '../../base/keep-file.ts';
import type { NodeName } from '../../base/names.ts';
import type { NodeResult } from '../run-result.ts';

/** Milliseconds that a node took when it was last worked on. */
export type Durations = ReadonlyMap<NodeName, number>;

/**
 * How long the nodes of a project took in earlier runs; empty if that is not known, or not readable. Only the order in which
 * a run starts its nodes depends on it, nothing that comes out.
 */
export function readDurations(root: string): Durations {
  try {
    const known: unknown = JSON.parse(readFileSync(fileOf(root), 'utf8'));
    // Keys are node names where a run wrote the file; other ones are never asked for.
    const entries = Object.entries(known ?? {}) as [NodeName, unknown][];
    return new Map(entries.filter((entry): entry is [NodeName, number] => isDuration(entry[1])));
  } catch {
    return new Map();
  }
}

/** Keeps how long the nodes of a run took, beside what is known of others. A run does not fail for it. */
export function keepDurations(root: string, results: readonly NodeResult[]): void {
  const worked = results.filter(({ status }) => status === 'success' || status === 'warned');
  if (worked.length === 0) return;
  const durations = new Map(readDurations(root));
  for (const { node, milliseconds } of worked) durations.set(node, Math.round(milliseconds));
  keepFile(fileOf(root), [`${JSON.stringify(Object.fromEntries(durations))}\n`]);
}

/** What a node is expected to take: as long as the last time, or as long as the known ones on average. */
export function expectedDuration(durations: Durations): (node: NodeName) => number {
  const all = [...durations.values()];
  const average = all.reduce((sum, one) => sum + one, 0) / Math.max(1, all.length);
  // Never 0: of two ways of nothing the one with more nodes is the longer.
  return (node) => 1 + (durations.get(node) ?? average);
}

function fileOf(root: string): string {
  return path.join(root, 'target', 'cache', 'durations.json');
}

function isDuration(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
