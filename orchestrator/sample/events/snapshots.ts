import { listeningSince } from '../calendar.ts';
import { snapshotTimes } from '../world/known-facts.ts';
import type { SampleWorld } from '../world/sample-world.ts';
import type { Volume } from '../world/volumes.ts';
import { resources } from './ecs-events.ts';

export interface SnapshotFile {
  readonly name: string;
  readonly text: string;
}

/** What `aws ec2 describe-volumes` and `aws ecs describe-container-instances` printed, indented as they print it. */
export function* buildSnapshots(world: SampleWorld): Generator<SnapshotFile> {
  for (const at of snapshotTimes(world)) {
    const Volumes = world.volumes.flatMap((volume) => describeVolume(volume, at));
    if (Volumes.length > 0) yield snapshotFile('describe-volumes', at, { Volumes });
  }
  const containerInstances = describeContainerInstances(world, listeningSince);
  if (containerInstances.length === 0) return;
  yield snapshotFile('describe-container-instances', listeningSince, { containerInstances, failures: [] });
}

function snapshotFile(name: string, at: number, content: object): SnapshotFile {
  const time = new Date(at).toISOString().slice(0, 16).replaceAll(':', '-');
  return { name: `${name}-${time}.json`, text: `${JSON.stringify(content, undefined, 4)}\n` };
}

/** The volume as it was at a moment; nothing if it did not exist. */
function describeVolume(volume: Volume, at: number): object[] {
  if (volume.createdAt > at || (volume.deletedAt ?? Number.POSITIVE_INFINITY) <= at) return [];
  const attached = volume.attachments.filter(
    ({ attachedAt, endedAt }) => attachedAt <= at && (endedAt ?? Number.POSITIVE_INFINITY) > at,
  );
  if (volume.isLaunchVolume && attached.length === 0) return [];
  const Attachments = attached.map(({ attachedAt, device, instanceId }) => ({
    AttachTime: formatCliTime(attachedAt),
    Device: device,
    InstanceId: instanceId,
    State: 'attached',
    VolumeId: volume.volumeId,
    DeleteOnTermination: volume.isLaunchVolume,
  }));
  return [
    {
      Attachments,
      AvailabilityZone: volume.zone,
      CreateTime: formatCliTime(volume.createdAt),
      Encrypted: false,
      Size: volume.gigabytes,
      SnapshotId: '',
      State: attached.length > 0 ? 'in-use' : 'available',
      VolumeId: volume.volumeId,
      VolumeType: volume.type,
      MultiAttachEnabled: volume.isMultiAttach,
    },
  ];
}

function describeContainerInstances({ hosts }: SampleWorld, at: number): object[] {
  return hosts
    .filter(({ isUnseen }) => !isUnseen)
    .flatMap(({ instanceId, registrations }) => {
      const current = registrations.findLast(({ registeredAt }) => registeredAt < at);
      if (current === undefined) return [];
      return {
        containerInstanceArn: current.arn,
        ec2InstanceId: instanceId,
        version: 3,
        versionInfo: { agentVersion: '1.13.1', agentHash: 'aebcbca', dockerVersion: 'DockerVersion: 1.11.2' },
        remainingResources: resources(1024),
        registeredResources: resources(0),
        status: 'ACTIVE',
        agentConnected: true,
        runningTasksCount: 1,
        pendingTasksCount: 0,
        registeredAt: formatCliTime(current.registeredAt),
      };
    });
}

/** `2017-01-05T08:13:22+00:00`, as the second version of the AWS CLI prints a time. */
function formatCliTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}+00:00`;
}
