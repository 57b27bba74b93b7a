import { dayMs, hourMs, listeningSince, minuteMs, secondMs } from '../calendar.ts';
import { ecsServices } from '../company/ecs-services.ts';
import { productAreas } from '../company/product-areas.ts';
import { companyRules } from '../company/rules.ts';
import type { AttachmentFact, Facts, ServiceAreaFact, TaskFact } from '../truth/facts.ts';
import type { Host } from './hosts.ts';
import type { SampleWorld } from './sample-world.ts';
import type { Task } from './tasks.ts';
import type { Volume } from './volumes.ts';

/** When the company looked at all of its volumes: as it began to listen, every noon, and when it tried Multi-Attach. */
export function snapshotTimes({ calendar, volumes }: SampleWorld): number[] {
  const noons: number[] = [];
  for (let at = listeningSince + 10 * minuteMs + 12 * hourMs; at < calendar.stoppedAt; at += dayMs)
    noons.push(at);
  const shared = volumes
    .filter(({ isMultiAttach }) => isMultiAttach)
    .flatMap(({ attachments }) => attachments.slice(0, 1));
  return [
    ...new Set([listeningSince, ...noons, ...shared.map(({ attachedAt }) => attachedAt + minuteMs)]),
  ].sort((left, right) => left - right);
}

/** What an event says of the end of a host's registrations; undefined if none does. */
export function deregisteredAt({ ending, isUnseen, terminatedAt }: Host): number | undefined {
  if (terminatedAt === undefined || isUnseen || ending === 'silent' || ending === 'lost') return undefined;
  return terminatedAt - 2 * secondMs;
}

/** What the events and snapshots of the sample let anyone know: less than what happened. */
export function knownFacts(world: SampleWorld): Facts {
  const times = snapshotTimes(world);
  const known = world.volumes.filter((volume) => !volume.isLaunchVolume || isSeen(volume, times));
  const ended = [...world.hosts.filter(({ ending }) => ending !== 'lost'), ...world.plainInstances];
  return {
    tasks: [...world.tasks, ...world.fargateTasks].map(taskFact),
    attachments: known.flatMap(attachmentFacts),
    knownVolumes: new Set(known.map(({ volumeId }) => volumeId)),
    terminations: new Map(
      ended.flatMap(({ instanceId, terminatedAt }) =>
        terminatedAt === undefined ? [] : [[instanceId, terminatedAt] as const],
      ),
    ),
    serviceAreas: serviceAreaFacts(),
    productAreas: new Set(productAreas.map(({ productArea }) => productArea)),
    rules: companyRules,
  };
}

function taskFact({ arn, service, host, startedAt, stoppedAt, saysStopped }: Task): TaskFact {
  return {
    taskArn: arn,
    service: service.name,
    instanceId: host?.isUnseen ? undefined : host?.instanceId,
    cpuUnits: service.cpu,
    containersCpuUnits: service.containersCpu.reduce((sum, cpu) => sum + cpu, 0),
    startedAt,
    stoppedAt: saysStopped ? stoppedAt : undefined,
    deregisteredAt: host === undefined ? undefined : deregisteredAt(host),
  };
}

function attachmentFacts({ volumeId, attachments }: Volume): AttachmentFact[] {
  return attachments.map(({ instanceId, attachedAt, detachedAt }) => ({
    volumeId,
    instanceId,
    attachedAt,
    detachedAt,
  }));
}

/** Whether a snapshot fell into the life of a volume that nothing else tells of. */
function isSeen({ attachments, deletedAt }: Volume, times: readonly number[]): boolean {
  const [attachment] = attachments;
  if (attachment === undefined) return false;
  return times.some((at) => at >= attachment.attachedAt && at < (deletedAt ?? Number.POSITIVE_INFINITY));
}

function serviceAreaFacts(): ServiceAreaFact[] {
  return ecsServices.flatMap(({ name, productArea, movesTo }) => {
    if (productArea === undefined) return [];
    const first = { service: name, productArea };
    return movesTo === undefined
      ? [first]
      : [first, { service: name, productArea: movesTo.productArea, validFrom: movesTo.validFrom }];
  });
}
