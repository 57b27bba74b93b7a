import {
  type AttachmentFact,
  compareText,
  type Facts,
  type LineFact,
  type ServiceAreaFact,
  type TaskFact,
} from './facts.ts';
import { buildIntervalIndex, findOverlapping, type IntervalIndex, overlapOf } from './interval-index.ts';
import { resourceTag, type TagIndex } from './tag-index.ts';

/** CPU units of a task for which nobody reserved any: the least that ECS gives. */
const leastCpuUnits = 2;

const forever = Number.POSITIVE_INFINITY;

/** Facts in the order in which allocation asks for them. */
export interface KnownWorld {
  readonly facts: Facts;
  readonly tags: TagIndex;
  readonly tasksByInstance: ReadonlyMap<string, IntervalIndex<Running>>;
  readonly attachmentsByVolume: ReadonlyMap<string, IntervalIndex<Attached>>;
  readonly serviceByTaskArn: ReadonlyMap<string, string>;
  /** Of each service, from the first day on which it belongs to an area, in order. */
  readonly areasByService: ReadonlyMap<string, readonly AreaFrom[]>;
}

interface AreaFrom {
  readonly service: string;
  readonly productArea: string;
  readonly validFrom: number;
}

interface Running {
  readonly service: string;
  readonly startedAt: number;
  readonly stoppedAt: number;
  readonly cpuUnits: number;
}

export interface Attached {
  readonly instanceId: string;
  readonly startedAt: number;
  readonly stoppedAt: number;
}

/** What a service ran on an instance, in milliseconds × CPU units. */
export interface ServiceWeight {
  readonly service: string;
  readonly weight: bigint;
}

/** Puts facts in order: closes what never said that it ended, and indexes by instance, volume, task and service. */
export function buildKnownWorld(facts: Facts, tags: TagIndex): KnownWorld {
  const running = facts.tasks.flatMap((task) => toRunning(task, facts));
  const attached = facts.attachments.map((attachment) => toAttached(attachment, facts));
  return {
    facts,
    tags,
    tasksByInstance: indexBy(running, ({ instanceId }) => instanceId),
    attachmentsByVolume: indexBy(attached, ({ volumeId }) => volumeId),
    serviceByTaskArn: new Map(facts.tasks.map(({ taskArn, service }) => [taskArn, service])),
    areasByService: groupBy(facts.serviceAreas.map(toAreaFrom).sort(byFirstDay), ({ service }) => service),
  };
}

/** The services with a task on the instance within [startedAt, stoppedAt), by name. */
export function servicesOn(
  world: KnownWorld,
  instanceId: string,
  startedAt: number,
  stoppedAt: number,
): ServiceWeight[] {
  const index = world.tasksByInstance.get(instanceId);
  if (index === undefined) return [];
  const weights = new Map<string, bigint>();
  for (const task of findOverlapping(index, startedAt, stoppedAt)) {
    const weight = BigInt(overlapOf(task, startedAt, stoppedAt)) * BigInt(task.cpuUnits);
    weights.set(task.service, (weights.get(task.service) ?? 0n) + weight);
  }
  return [...weights]
    .map(([service, weight]) => ({ service, weight }))
    .sort((left, right) => compareText(left.service, right.service));
}

/** The product area of a service at a time: its row with the latest first day up to then; undefined if there is none. */
export function areaOfService(world: KnownWorld, service: string, at: number): string | undefined {
  return world.areasByService.get(service)?.findLast(({ validFrom }) => validFrom <= at)?.productArea;
}

/** The product area that its tag gives a resource in the month, in the account and at the start of a line, if any does. */
export function areaOfResource(world: KnownWorld, line: LineFact, resourceId: string): string | undefined {
  return resourceTag(world.tags, { ...line, resourceId });
}

function toAreaFrom({ service, productArea, validFrom }: ServiceAreaFact): AreaFrom {
  return { service, productArea, validFrom: validFrom === undefined ? -forever : Date.parse(validFrom) };
}

// Not their difference: of two infinities it is no number.
function byFirstDay(left: AreaFrom, right: AreaFrom): number {
  return left.validFrom === right.validFrom ? 0 : left.validFrom < right.validFrom ? -1 : 1;
}

function toRunning(task: TaskFact, facts: Facts): (Running & { readonly instanceId: string })[] {
  const { instanceId, service, startedAt } = task;
  if (instanceId === undefined || startedAt === undefined) return [];
  const hostEndedAt = Math.min(task.deregisteredAt ?? forever, facts.terminations.get(instanceId) ?? forever);
  const stoppedAt = task.stoppedAt ?? hostEndedAt;
  // `||`, not `??`: a reservation of "0" says as little as none.
  const cpuUnits = task.cpuUnits || task.containersCpuUnits || leastCpuUnits;
  return [{ instanceId, service, startedAt, stoppedAt, cpuUnits }];
}

function toAttached(attachment: AttachmentFact, facts: Facts): Attached & { readonly volumeId: string } {
  const { volumeId, instanceId, attachedAt, detachedAt } = attachment;
  const terminatedAt = facts.terminations.get(instanceId) ?? forever;
  return {
    volumeId,
    instanceId,
    startedAt: attachedAt,
    stoppedAt: Math.min(detachedAt ?? forever, terminatedAt),
  };
}

function indexBy<T extends { readonly startedAt: number; readonly stoppedAt: number }>(
  items: readonly T[],
  keyOf: (item: T) => string,
): Map<string, IntervalIndex<T>> {
  const groups = groupBy(items, keyOf);
  return new Map([...groups].map(([key, group]) => [key, buildIntervalIndex(group)]));
}

// Map.groupBy came with Node 21.
function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
