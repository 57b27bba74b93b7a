import { dayMs, hourMs, listeningSince, minuteMs, type SampleCalendar, secondMs } from '../calendar.ts';
import { region } from '../company/accounts.ts';
import { daemonService, type EcsService, ecsServices } from '../company/ecs-services.ts';
import { type Random, randomStream } from '../random.ts';
import type { Host } from './hosts.ts';

/** A task as it was, and which of its state changes were told. */
export interface Task {
  readonly arn: string;
  readonly service: EcsService;
  readonly revision: number;
  readonly accountId: string;
  readonly cluster: string;
  /** Undefined on Fargate. */
  readonly containerInstanceArn?: string;
  readonly host?: Host;
  readonly createdAt: number;
  /** Undefined: it never got that far. */
  readonly startedAt?: number;
  /** Undefined: still running when the bill ends. */
  readonly stoppedAt?: number;
  readonly saysRunning: boolean;
  readonly saysStopped: boolean;
}

/** All tasks of which an event may tell, host by host. */
export function buildTasks(seed: number, calendar: SampleCalendar, hosts: readonly Host[]): Task[] {
  const billStoppedAt = calendar.stoppedAt;
  const deployments = buildDeployments(seed, calendar);
  return hosts.flatMap((host) => {
    const random = randomStream(seed, `tasks/${host.instanceId}`);
    const services = ecsServices.filter((service) => service.pools.includes(host.pool.name));
    const daemon = runSlot(random, host, [daemonService], deployments, { isDaemon: true, billStoppedAt });
    const slots = Array.from({ length: host.pool.tasksPerHost }, () =>
      runSlot(random, host, services, deployments, { isDaemon: false, billStoppedAt }),
    );
    return [...daemon, ...slots.flat()].filter(({ saysRunning, saysStopped }) => saysRunning || saysStopped);
  });
}

/** When a service got a new version: all of its tasks are replaced within minutes. */
type Deployments = ReadonlyMap<EcsService, readonly number[]>;

function buildDeployments(seed: number, { stoppedAt }: SampleCalendar): Deployments {
  return new Map(
    ecsServices.map((service) => {
      const random = randomStream(seed, `deployments/${service.name}`);
      const moments: number[] = [];
      let at = listeningSince + random.integer(5 * dayMs);
      for (; at < stoppedAt; at += random.between(dayMs, 12 * dayMs)) moments.push(at);
      return [service, moments];
    }),
  );
}

/** One place on a host, taken by one task after the other. */
function runSlot(
  random: Random,
  host: Host,
  services: readonly EcsService[],
  deployments: Deployments,
  { isDaemon, billStoppedAt }: { readonly isDaemon: boolean; readonly billStoppedAt: number },
): Task[] {
  const tasks: Task[] = [];
  const end = host.terminatedAt ?? billStoppedAt + dayMs;
  let at = Math.max(
    (host.registrations[0]?.registeredAt ?? end) + secondMs,
    listeningSince - random.integer(6 * hourMs),
  );
  at += random.between(1000, 120_000);
  while (at < Math.min(end, billStoppedAt)) {
    if (isQuiet(host, at)) {
      at = (host.quiet?.until ?? at) + random.between(1000, 300_000);
      continue;
    }
    if (!isDaemon && isNight(at) && random.chance(250)) {
      at += random.between(40 * minuteMs, 5 * hourMs);
      continue;
    }
    const service = random.pick(services);
    const released = deployments.get(service) ?? [];
    const life = isDaemon ? 60 * dayMs : random.between(10, 600) * minuteMs + random.integer(12 * hourMs);
    const nextRelease = released.find((moment) => moment > at);
    const quietFrom = host.quiet !== undefined && host.quiet.from > at ? host.quiet.from : end;
    const wishedEnd = Math.min(
      at + life + random.integer(1000),
      (nextRelease ?? end) + random.integer(200_000),
    );
    const stoppedAt = Math.min(wishedEnd, quietFrom, end - random.integer(20_000));
    if (stoppedAt <= at + secondMs) break;
    const revision = released.filter((moment) => moment <= at).length + 1;
    const isOver = stoppedAt < billStoppedAt;
    tasks.push(buildTask(random, host, service, revision, at, stoppedAt, isOver));
    at = stoppedAt + random.between(2000, 90_000);
  }
  return tasks;
}

function buildTask(
  random: Random,
  host: Host,
  service: EcsService,
  revision: number,
  startedAt: number,
  until: number,
  isOver: boolean,
): Task {
  const stoppedAt = isOver ? until : undefined;
  const isCutShort = host.terminatedAt !== undefined && until > host.terminatedAt - 20_000;
  const saysStopped = stoppedAt !== undefined && !(isCutShort && host.ending !== 'clean');
  const isMissed = startedAt < listeningSince || (saysStopped && random.chance(20));
  const neverStarts = saysStopped && random.chance(6);
  const registration =
    host.registrations.findLast(({ registeredAt }) => registeredAt < startedAt) ?? host.registrations[0];
  return {
    arn: `arn:aws:ecs:${region}:${host.pool.account.id}:task/${random.uuid()}`,
    service,
    revision,
    accountId: host.pool.account.id,
    cluster: host.pool.cluster,
    containerInstanceArn: registration?.arn,
    host,
    createdAt: startedAt - random.between(800, 9000),
    startedAt: neverStarts ? undefined : startedAt,
    stoppedAt,
    saysRunning: !neverStarts && !isMissed,
    saysStopped,
  };
}

function isQuiet({ quiet }: Host, at: number): boolean {
  return quiet !== undefined && at >= quiet.from && at < quiet.until;
}

function isNight(at: number): boolean {
  const hour = new Date(at).getUTCHours();
  return hour >= 5 && hour < 14;
}
