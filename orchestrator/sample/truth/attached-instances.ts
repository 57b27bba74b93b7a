import { compareText } from './facts.ts';
import { findOverlapping } from './interval-index.ts';
import type { Attached, KnownWorld } from './known-world.ts';

/** A multiple of all numbers up to 16, the most instances that a volume can be attached to at once. */
const evenlyDivisible = 720720n;

/** What part of a volume's interval leads to an instance; to none where `instanceId` is undefined. */
export interface VolumeCut {
  readonly instanceId?: string;
  readonly weight: bigint;
}

/**
 * Cuts [startedAt, stoppedAt) of a volume over the instances that it was attached to: by instance id, the time when it was
 * attached to none last. Where k instances share it each has a k-th of that time, in units that stay whole.
 *
 *     volume's line  |----------------------------|
 *     instance a        |--------------|               a: 4 + 6/2
 *     instance b                |-----------|          b: 6/2 + 5
 *     none           |--|                   |-----|    none: 3 + 5
 */
export function attachedInstances(
  world: KnownWorld,
  volumeId: string,
  startedAt: number,
  stoppedAt: number,
): VolumeCut[] {
  const index = world.attachmentsByVolume.get(volumeId);
  const attached = index === undefined ? [] : findOverlapping(index, startedAt, stoppedAt);
  const moments = attached.flatMap((interval) => [interval.startedAt, interval.stoppedAt]);
  const inside = moments.filter((moment) => moment > startedAt && moment < stoppedAt);
  const edges = [...new Set([startedAt, ...inside, stoppedAt])].sort((left, right) => left - right);
  const weights = new Map<string, bigint>();
  let unattached = 0n;
  for (const [position, from] of edges.slice(0, -1).entries()) {
    const duration = BigInt((edges[position + 1] ?? from) - from) * evenlyDivisible;
    const holders = instancesAt(attached, from);
    if (holders.length === 0) unattached += duration;
    for (const holder of holders) {
      weights.set(holder, (weights.get(holder) ?? 0n) + duration / BigInt(holders.length));
    }
  }
  const cuts: VolumeCut[] = [...weights]
    .map(([instanceId, weight]) => ({ instanceId, weight }))
    .sort((left, right) => compareText(left.instanceId, right.instanceId));
  return unattached > 0n ? [...cuts, { weight: unattached }] : cuts;
}

function instancesAt(attached: readonly Attached[], moment: number): string[] {
  const holding = attached.filter(({ startedAt, stoppedAt }) => startedAt <= moment && stoppedAt > moment);
  return [...new Set(holding.map(({ instanceId }) => instanceId))];
}
