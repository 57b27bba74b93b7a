import { anyMonth, hourMs, type SampleCalendar, type SampleMonth } from '../calendar.ts';
import { accountOf, regionCode } from '../company/accounts.ts';
import { hostType } from '../company/pools.ts';
import type { Host } from '../world/hosts.ts';
import type { PlainInstance } from '../world/plain-instances.ts';
import type { SampleWorld } from '../world/sample-world.ts';
import type { Task } from '../world/tasks.ts';
import type { Volume } from '../world/volumes.ts';
import { type BillRow, billRow, costOf, quantityOne, type RowTags, ticks } from './bill-row.ts';
import type { Meter } from './meters.ts';

export const ec2 = 'Amazon Elastic Compute Cloud';

/** An ECS host's hour, $1.591. */
export const hostRate = ticks(1591, 1000);
const transferRate = ticks(1, 100);
const gigabyteRate = { gp2: ticks(10, 100), io1: ticks(125, 1000) } as const;
const iopsRate = ticks(65, 1000);
const provisionedIops = 4000n;

/** All that is charged by the hour and belongs to instances: hosts, their volumes, other instances, Fargate tasks. */
export function computeMeters({
  calendar,
  hosts,
  plainInstances,
  volumes,
  fargateTasks,
}: SampleWorld): Meter[] {
  return [
    ...hosts.map(hostMeter),
    ...hosts.filter((_, number) => number % 6 === 0).map(hostTransferMeter),
    ...plainInstances.map(instanceMeter),
    ...volumes.map((volume) => volumeMeter(calendar, volume)),
    ...fargateTasks.map(fargateMeter),
  ];
}

function hostMeter(host: Host): Meter {
  const row = billRow({
    ...untimed,
    account: host.pool.account,
    product: ec2,
    usageType: `${regionCode}-BoxUsage:${hostType.name}`,
    operation: 'RunInstances',
    zone: host.zone,
    description: `$1.591 per On Demand Linux ${hostType.name} Instance Hour`,
    cost: hostRate,
    resourceId: host.instanceId,
    tags: hostTags(host),
  });
  return { ...lifeOf(host), rowsPerHour: 1, rowsOf: (month, hour) => [inHour(row, month, hour)] };
}

/** Traffic between zones that names the host: every sixth host has much of it. */
function hostTransferMeter(host: Host): Meter {
  const row = billRow({
    ...untimed,
    account: host.pool.account,
    product: 'AWS Data Transfer',
    usageType: `${regionCode}-DataTransfer-Regional-Bytes`,
    operation: 'RunInstances',
    description:
      '$0.010 per GB - regional data transfer - in/out/between EC2 AZs or using elastic IPs or ELB',
    rate: transferRate,
    cost: 0n,
    resourceId: host.instanceId,
    tags: hostTags(host),
  });
  return {
    ...lifeOf(host),
    rowsPerHour: 1,
    rowsOf: (month, hour) => {
      const quantity = BigInt(((hour / hourMs) % 97) + 3) * 1_234_567_891n;
      return [{ ...inHour(row, month, hour), quantity, cost: costOf(quantity, transferRate) }];
    },
  };
}

function instanceMeter(instance: PlainInstance): Meter {
  const { account, type, rate, isReserved, taggedSince, name, productAreaTag } = instance;
  const untagged = billRow({
    ...untimed,
    account,
    product: ec2,
    usageType: `${regionCode}-BoxUsage:${type}`,
    operation: 'RunInstances',
    zone: instance.zone,
    isReserved,
    description: isReserved
      ? `Linux/UNIX (Amazon VPC), ${type} reserved instance applied`
      : `On Demand Linux ${type} Instance Hour`,
    cost: isReserved ? 0n : rate,
    resourceId: instance.instanceId,
    tags: { name, service: name },
  });
  const tagged = { ...untagged, tags: { ...untagged.tags, productArea: productAreaTag } };
  return {
    ...lifeOf(instance),
    rowsPerHour: 1,
    rowsOf: (month, hour) => [inHour(hour >= taggedSince ? tagged : untagged, month, hour)],
  };
}

/** Storage, and of a provisioned volume its IOPS too. An hour is a part of the month, so it costs less in a long one. */
function volumeMeter({ months }: SampleCalendar, volume: Volume): Meter {
  const { account, type, gigabytes, productAreaTag, volumeId: resourceId } = volume;
  const tags: RowTags = {
    productArea: productAreaTag,
    createdBy: volume.isLaunchVolume ? 'AutoScaling' : undefined,
  };
  const row = (
    month: SampleMonth,
    usage: string,
    amount: bigint,
    rate: bigint,
    description: string,
  ): BillRow => {
    const quantity = (amount * quantityOne) / BigInt(month.hours);
    const usageType = `${regionCode}-EBS:${usage}`;
    const charge = { quantity, rate, cost: costOf(quantity, rate) };
    return billRow({
      ...untimed,
      account,
      product: ec2,
      usageType,
      operation: 'CreateVolume',
      description,
      ...charge,
      resourceId,
      tags,
    });
  };
  const rowsOfMonth = (month: SampleMonth): BillRow[] => {
    const usage = type === 'io1' ? 'VolumeUsage.piops' : 'VolumeUsage.gp2';
    const description = `per GB-month of provisioned storage, ${type}`;
    const storage = row(month, usage, BigInt(gigabytes), gigabyteRate[type], description);
    if (type === 'gp2') return [storage];
    return [
      storage,
      row(month, 'VolumeP-IOPS.piops', provisionedIops, iopsRate, '$0.065 per IOPS-month provisioned'),
    ];
  };
  const rows = new Map(months.map((month) => [month, rowsOfMonth(month)]));
  return {
    startedAt: volume.createdAt,
    stoppedAt: volume.deletedAt,
    rowsPerHour: type === 'io1' ? 2 : 1,
    rowsOf: (month, hour) => (rows.get(month) ?? []).map((part) => inHour(part, month, hour)),
  };
}

/** vCPU and memory are two rows. A DBR has no `aws:ecs:serviceName`: the task's ARN is all that they say. */
function fargateMeter(task: Task): Meter {
  const row = (usage: string, quantity: bigint, rate: bigint): BillRow =>
    billRow({
      ...untimed,
      account: accountOf(task.accountId),
      product: 'Amazon EC2 Container Service',
      usageType: `${regionCode}-Fargate-${usage}`,
      operation: 'FargateTask',
      description: `AWS Fargate - ${usage.replace(':', ' ')}`,
      quantity,
      rate,
      cost: costOf(quantity, rate),
      resourceId: task.arn,
    });
  const rows = [
    row('vCPU-Hours:perCPU', 2n * quantityOne, ticks(506, 10_000)),
    row('GB-Hours', 4n * quantityOne, ticks(127, 10_000)),
  ];
  return {
    startedAt: task.startedAt ?? task.createdAt,
    stoppedAt: task.stoppedAt,
    rowsPerHour: rows.length,
    rowsOf: (month, hour) => rows.map((part) => inHour(part, month, hour)),
  };
}

/** What a row has before it is put into an hour. */
const untimed = { month: anyMonth, startedAt: 0, stoppedAt: 0 };

function inHour(row: BillRow, month: SampleMonth, hour: number): BillRow {
  return { ...row, month, startedAt: hour, stoppedAt: hour + hourMs };
}

function lifeOf({ launchedAt, terminatedAt }: Host | PlainInstance): Pick<Meter, 'startedAt' | 'stoppedAt'> {
  return { startedAt: launchedAt, stoppedAt: terminatedAt };
}

function hostTags({ pool }: Host): RowTags {
  return {
    createdBy: 'AutoScaling',
    cluster: pool.cluster,
    name: `ecs-${pool.name}`,
    productArea: pool.productAreaTag,
  };
}
