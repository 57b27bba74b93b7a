import { formatMoment, formatSecond, hourMs, listeningSince, minuteMs, secondMs } from '../calendar.ts';
import { region } from '../company/accounts.ts';
import { hostType } from '../company/pools.ts';
import { randomStream } from '../random.ts';
import type { Host, Registration } from '../world/hosts.ts';
import { deregisteredAt } from '../world/known-facts.ts';
import type { SampleWorld } from '../world/sample-world.ts';
import type { Task } from '../world/tasks.ts';
import { type Deliveries, envelope, openDeliveries } from './delivery.ts';
import { strangeEcsEvents } from './strange-events.ts';

/** Everything that arrives in the stream of ECS events, in the order of arrival. */
export function buildEcsDeliveries(world: SampleWorld): Deliveries {
  const random = randomStream(world.seed, 'deliveries/ecs');
  const tasks = [...world.tasks, ...world.fargateTasks];
  const others: (() => object)[] = [];
  // An event of a task is its number among all statuses of all tasks; what comes after those is another event.
  const firstOther = tasks.length * taskStatuses.length;
  const deliveries = openDeliveries(world.calendar.stoppedAt + hourMs, (event) => {
    const task = tasks[Math.floor(event / taskStatuses.length)];
    if (task === undefined) return others[event - firstOther]?.() ?? {};
    return taskEvent(world.seed, task, taskStatuses[event % taskStatuses.length] ?? 'STOPPED');
  });
  for (const [number, task] of tasks.entries()) {
    for (const [position, status] of taskStatuses.entries()) {
      const at = changedAt(task, status);
      if (at !== undefined) deliveries.deliver(random, at, number * taskStatuses.length + position);
    }
  }
  for (const host of world.hosts) {
    for (const [registration, status, version, at] of registrationChanges(host, world.calendar.stoppedAt)) {
      others.push(() => containerInstanceEvent(world.seed, host, registration, status, version, at));
      deliveries.deliver(random, at, firstOther + others.length - 1);
    }
  }
  for (const { at, document } of strangeEcsEvents(world)) {
    others.push(() => document);
    deliveries.add(at, firstOther + others.length - 1);
  }
  return deliveries;
}

const taskStatuses = ['PENDING', 'RUNNING', 'STOPPED'] as const;
type TaskStatus = (typeof taskStatuses)[number];

/** When a task's change to a status was told; undefined if it never was. */
function changedAt(task: Task, status: TaskStatus): number | undefined {
  const { createdAt, startedAt, stoppedAt, saysRunning, saysStopped } = task;
  switch (status) {
    case 'PENDING':
      return startedAt === undefined && createdAt >= listeningSince ? createdAt : undefined;
    case 'RUNNING':
      return saysRunning ? startedAt : undefined;
    case 'STOPPED':
      return saysStopped ? stoppedAt : undefined;
    default:
      return status satisfies never;
  }
}

const versions = { PENDING: 1, RUNNING: 2, STOPPED: 5 } as const;

function taskEvent(seed: number, task: Task, lastStatus: TaskStatus): object {
  const at = changedAt(task, lastStatus) ?? task.createdAt;
  const {
    arn,
    service,
    accountId,
    cluster,
    containerInstanceArn,
    createdAt,
    startedAt,
    stoppedAt,
    revision,
  } = task;
  const name = service.isFamily ? service.name.slice('family:'.length) : service.name;
  const containers = service.containersCpu.length === 0 ? [0] : service.containersCpu;
  const isStopped = lastStatus === 'STOPPED';
  const hasStarted = startedAt !== undefined && lastStatus !== 'PENDING';
  const detail = {
    clusterArn: `arn:aws:ecs:${region}:${accountId}:cluster/${cluster}`,
    containerInstanceArn,
    containers: containers.map((cpu, number) => ({
      containerArn: `arn:aws:ecs:${region}:${accountId}:container/${arn.slice(-36)}`,
      ...(isStopped && hasStarted ? { exitCode: 0 } : {}),
      lastStatus,
      name: number === 0 ? name : `${name}-sidecar`,
      taskArn: arn,
      // Written by itself only where the task reserves nothing as a whole.
      ...(service.cpu === 0 && cpu > 0 ? { cpu: String(cpu) } : {}),
    })),
    createdAt: formatMoment(createdAt),
    launchType: containerInstanceArn === undefined ? 'FARGATE' : 'EC2',
    ...taskCpu(task),
    memory: String(service.memory),
    desiredStatus: isStopped ? 'STOPPED' : 'RUNNING',
    group: service.isFamily ? service.name : `service:${name}`,
    lastStatus,
    overrides: { containerOverrides: [{ name }] },
    ...(hasStarted ? { startedAt: formatMoment(startedAt) } : {}),
    startedBy: service.isFamily ? 'chronos' : `ecs-svc/9223370${String(revision).padStart(12, '0')}`,
    ...(isStopped
      ? { stoppedAt: formatMoment(stoppedAt ?? at), stoppedReason: stoppedReason(hasStarted) }
      : {}),
    updatedAt: formatMoment(at),
    taskArn: arn,
    taskDefinitionArn: `arn:aws:ecs:${region}:${accountId}:task-definition/${name}:${revision}`,
    version: versions[lastStatus],
  };
  const id = randomStream(seed, `event/${arn}/${lastStatus}`).uuid();
  return envelope(id, 'ECS Task State Change', 'aws.ecs', accountId, formatSecond(at), region, [arn], detail);
}

/** A task that reserves nothing says "0", or, by older agents, nothing at all. */
function taskCpu({ service, revision }: Task): { readonly cpu?: string } {
  if (service.cpu === 0 && service.containersCpu.length === 0 && revision % 2 === 1) return {};
  return { cpu: String(service.cpu) };
}

function stoppedReason(hasStarted: boolean): string {
  return hasStarted
    ? 'Scaling activity initiated by (deployment ecs-svc/9223370)'
    : 'CannotPullContainerError: API error (404)';
}

function registrationChanges(
  host: Host,
  billStoppedAt: number,
): [Registration, 'ACTIVE' | 'INACTIVE', number, number][] {
  if (host.isUnseen) return [];
  const end = deregisteredAt(host);
  return host.registrations.flatMap((registration, number) => {
    const changes: [Registration, 'ACTIVE' | 'INACTIVE', number, number][] = [];
    const { registeredAt } = registration;
    if (registeredAt >= listeningSince && registeredAt < billStoppedAt) {
      changes.push([registration, 'ACTIVE', 1 + number, registeredAt]);
      const later = registeredAt + 9 * minuteMs;
      if (later < (end ?? billStoppedAt)) changes.push([registration, 'ACTIVE', 14, later]);
    }
    if (end !== undefined) changes.push([registration, 'INACTIVE', 4711, end]);
    return changes;
  });
}

function containerInstanceEvent(
  seed: number,
  host: Host,
  { arn }: Registration,
  status: string,
  version: number,
  at: number,
): object {
  const { pool, instanceId } = host;
  const detail = {
    agentConnected: status === 'ACTIVE',
    clusterArn: `arn:aws:ecs:${region}:${pool.account.id}:cluster/${pool.cluster}`,
    containerInstanceArn: arn,
    ec2InstanceId: instanceId,
    registeredResources: resources(0),
    remainingResources: resources(version === 14 ? 2048 : 0),
    status,
    version,
    versionInfo: { agentHash: 'aebcbca', agentVersion: '1.13.1', dockerVersion: 'DockerVersion: 1.11.2' },
    updatedAt: formatMoment(at),
  };
  const id = randomStream(seed, `event/${arn}/${version}`).uuid();
  const time = formatSecond(Math.floor(at / secondMs) * secondMs);
  return envelope(
    id,
    'ECS Container Instance State Change',
    'aws.ecs',
    pool.account.id,
    time,
    region,
    [arn],
    detail,
  );
}

/** What a host has, or has left once something is taken. */
export function resources(taken: number): object[] {
  return [
    { name: 'CPU', type: 'INTEGER', integerValue: hostType.cpu - taken },
    { name: 'MEMORY', type: 'INTEGER', integerValue: hostType.memory - taken },
    { name: 'PORTS', type: 'STRINGSET', stringSetValue: ['22', '2376', '2375', '51678', '51679'] },
    { name: 'PORTS_UDP', type: 'STRINGSET', stringSetValue: [] },
  ];
}
