import { billStartedAt, dayMs, hourMs, minuteMs, type SampleCalendar, secondMs } from '../calendar.ts';
import { type Account, production } from '../company/accounts.ts';
import type { CompanyArea } from '../company/product-areas.ts';
import { type Random, randomStream } from '../random.ts';
import type { Host } from './hosts.ts';
import type { PlainInstance } from './plain-instances.ts';

export interface Volume {
  readonly volumeId: string;
  readonly account: Account;
  readonly zone: string;
  readonly gigabytes: number;
  readonly type: 'gp2' | 'io1';
  readonly isMultiAttach: boolean;
  readonly createdAt: number;
  /** Undefined: still there when the bill ends. */
  readonly deletedAt?: number;
  /** Came with its instance: CloudTrail never tells of it, only a snapshot may. */
  readonly isLaunchVolume: boolean;
  readonly productAreaTag?: CompanyArea;
  readonly attachments: readonly VolumeAttachment[];
}

export interface VolumeAttachment {
  readonly instanceId: string;
  readonly device: string;
  readonly attachedAt: number;
  /** Undefined: still attached when the bill ends, or until its instance ended. */
  readonly detachedAt?: number;
  /** When it really ended, whether or not DetachVolume was called. */
  readonly endedAt?: number;
}

/** All volumes: those that came with an instance, those that move between hosts, and a few odd ones. */
export function buildVolumes(
  seed: number,
  { stoppedAt: billStoppedAt }: SampleCalendar,
  hosts: readonly Host[],
  plain: readonly PlainInstance[],
): Volume[] {
  const random = randomStream(seed, 'volumes');
  const launched = [
    ...hosts.flatMap((host) => [
      launchVolume(random, host, host.pool.account, '/dev/xvda', 30),
      launchVolume(random, host, host.pool.account, '/dev/xvdcz', random.pick([100, 200, 500])),
    ]),
    ...plain.flatMap((instance) => [
      launchVolume(random, instance, instance.account, '/dev/xvda', 50),
      launchVolume(random, instance, instance.account, '/dev/xvdf', random.pick([200, 1000, 2000])),
    ]),
  ];
  const candidates = hosts.filter(({ pool, ending }) => pool.account === production && ending !== 'lost');
  const atOnce = hosts.filter(({ launchedAt }) => launchedAt < billStartedAt).length;
  const movers = Array.from({ length: Math.max(2, Math.floor(atOnce / 12)) }, (_, number) =>
    movingVolume(random, billStoppedAt, candidates, number === 0 ? 'internal' : undefined),
  );
  return [
    ...launched,
    ...movers.flat(),
    ...sharedVolume(random, billStoppedAt, candidates),
    ...orphanVolume(random, billStoppedAt, candidates),
  ];
}

interface Launched {
  readonly instanceId: string;
  readonly zone: string;
  readonly launchedAt: number;
  readonly terminatedAt?: number;
}

function launchVolume(
  random: Random,
  instance: Launched,
  account: Account,
  device: string,
  gigabytes: number,
): Volume {
  const { instanceId, zone, launchedAt, terminatedAt } = instance;
  return {
    ...emptyVolume(random, account, zone, gigabytes, launchedAt),
    isLaunchVolume: true,
    deletedAt: terminatedAt,
    attachments: [{ instanceId, device, attachedAt: launchedAt + secondMs, endedAt: terminatedAt }],
  };
}

/** A volume of state that follows its work from host to host, at times within the hour, at times after days. */
function movingVolume(
  random: Random,
  billStoppedAt: number,
  hosts: readonly Host[],
  productAreaTag?: CompanyArea,
): Volume[] {
  const first = hosts[0];
  if (first === undefined) return [];
  const activeFrom = Math.min(...hosts.map(({ launchedAt }) => launchedAt));
  const createdAt = Math.max(billStartedAt, activeFrom) + random.between(60, 1800) * secondMs;
  const lastEnd = Math.max(...hosts.map((host) => host.terminatedAt ?? billStoppedAt));
  const attachments: VolumeAttachment[] = [];
  let at = createdAt + random.between(30, 300) * secondMs;
  while (at < lastEnd) {
    const there = hosts.filter(
      (host) => host.launchedAt < at && (host.terminatedAt ?? billStoppedAt + dayMs) > at + 20 * minuteMs,
    );
    if (there.length === 0) {
      at += hourMs;
      continue;
    }
    const host = random.pick(there);
    const until = at + random.between(20 * 60, 50 * 3600) * secondMs;
    const hostEnd = host.terminatedAt ?? billStoppedAt + dayMs;
    // Half of those whose host goes first are never detached by anyone.
    const isDetached = until < hostEnd || random.chance(500);
    const detachedAt = Math.min(until, hostEnd - random.between(5, 200) * secondMs);
    const endedAt = isDetached ? detachedAt : hostEnd;
    const isSeen = isDetached && detachedAt < billStoppedAt;
    attachments.push({
      instanceId: host.instanceId,
      device: '/dev/xvdm',
      attachedAt: at,
      detachedAt: isSeen ? detachedAt : undefined,
      endedAt: endedAt < billStoppedAt ? endedAt : undefined,
    });
    at =
      endedAt + (random.chance(60) ? random.between(86_400, 200_000) : random.between(20, 3000)) * secondMs;
  }
  const volume = emptyVolume(random, production, first.zone, random.pick([500, 1000]), createdAt);
  return [{ ...volume, deletedAt: deletedAfter(hosts, billStoppedAt), productAreaTag, attachments }];
}

/** A provisioned volume that several hosts hold at once, in the time of the core host that lived longest. */
function sharedVolume(random: Random, billStoppedAt: number, hosts: readonly Host[]): Volume[] {
  const startOf = (host: Host) => Math.max(host.launchedAt, billStartedAt);
  const endOf = (host: Host) => host.terminatedAt ?? billStoppedAt + dayMs;
  const core = hosts.filter(({ pool }) => pool.name === 'core');
  const [eldest] = [...core].sort(
    (left, right) => endOf(right) - startOf(right) - (endOf(left) - startOf(left)),
  );
  if (eldest === undefined) return [];
  const createdAt = startOf(eldest) + 6 * minuteMs;
  const holders = core.filter((host) => startOf(host) < endOf(eldest) && endOf(host) > createdAt).slice(0, 6);
  const attachments = [eldest, ...holders.filter((host) => host !== eldest)].flatMap(
    (host): VolumeAttachment[] => {
      const attachedAt = Math.max(createdAt, host.launchedAt) + random.between(60, 1500) * secondMs;
      const wished = attachedAt + random.between(1, 20) * dayMs + random.between(0, 3599) * secondMs;
      const detachedAt = Math.min(wished, endOf(host) - 30 * secondMs);
      if (detachedAt <= attachedAt) return [];
      const seen = detachedAt < billStoppedAt ? detachedAt : undefined;
      return [
        { instanceId: host.instanceId, device: '/dev/xvdp', attachedAt, detachedAt: seen, endedAt: seen },
      ];
    },
  );
  const volume = emptyVolume(random, production, eldest.zone, 400, createdAt);
  return [
    {
      ...volume,
      type: 'io1',
      isMultiAttach: true,
      deletedAt: deletedAfter(hosts, billStoppedAt),
      attachments,
    },
  ];
}

/** A volume that somebody detached and forgot, and found again three weeks later. */
function orphanVolume(random: Random, billStoppedAt: number, hosts: readonly Host[]): Volume[] {
  const host = hosts.find(
    (candidate) => (candidate.terminatedAt ?? billStoppedAt) > candidate.launchedAt + 2 * hourMs,
  );
  if (host === undefined) return [];
  const createdAt = Math.max(host.launchedAt, billStartedAt) + 15 * minuteMs;
  const attachedAt = createdAt + 40 * secondMs;
  const detachedAt = attachedAt + random.between(1200, 4000) * secondMs;
  return [
    {
      ...emptyVolume(random, production, host.zone, 800, createdAt),
      deletedAt: Math.min(
        detachedAt + 21 * dayMs,
        deletedAfter(hosts, billStoppedAt) ?? billStoppedAt - hourMs,
      ),
      attachments: [
        { instanceId: host.instanceId, device: '/dev/xvdo', attachedAt, detachedAt, endedAt: detachedAt },
      ],
    },
  ];
}

/** Where the hosts end before the bill does, their volumes go half an hour later. */
function deletedAfter(hosts: readonly Host[], billStoppedAt: number): number | undefined {
  const lastEnd = Math.max(...hosts.map((host) => host.terminatedAt ?? billStoppedAt));
  return lastEnd < billStoppedAt - hourMs ? lastEnd + 30 * minuteMs : undefined;
}

function emptyVolume(
  random: Random,
  account: Account,
  zone: string,
  gigabytes: number,
  createdAt: number,
): Volume {
  return {
    volumeId: `vol-0${random.hex(16)}`,
    account,
    zone,
    gigabytes,
    type: 'gp2',
    isMultiAttach: false,
    createdAt,
    isLaunchVolume: false,
    attachments: [],
  };
}
