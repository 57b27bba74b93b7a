import { billStartedAt, dayMs, hourMs, minuteMs, type SampleCalendar, secondMs } from '../calendar.ts';
import { region, zones } from '../company/accounts.ts';
import { type Pool, pools } from '../company/pools.ts';
import { type Random, randomStream } from '../random.ts';
import { type Activity, spreadHours } from './scale.ts';

/**
 * What becomes known when a host ends: `clean`, every task says STOPPED and the host deregisters; `deregistered`, the
 * tasks say nothing; `silent`, only CloudTrail saw it go; `lost`, not even that.
 */
export type HostEnding = 'clean' | 'deregistered' | 'silent' | 'lost';

/** An EC2 instance that ECS tasks run on. */
export interface Host {
  readonly instanceId: string;
  readonly pool: Pool;
  readonly zone: string;
  readonly launchedAt: number;
  /** Undefined: still there when the bill ends. */
  readonly terminatedAt?: number;
  readonly ending: HostEnding;
  /** The container instances that it was to ECS, in order; a new one each time its agent lost its memory. */
  readonly registrations: readonly Registration[];
  /** No event and no snapshot names the instance behind its container instances. */
  readonly isUnseen: boolean;
  /** A time in which it was kept free of tasks. */
  readonly quiet?: { readonly from: number; readonly until: number };
}

export interface Registration {
  readonly arn: string;
  readonly registeredAt: number;
}

/** All hosts that were there while the bill ran: pools that grow by day and shrink by night. */
export function buildHosts(seed: number, calendar: SampleCalendar, hostHours: number): Host[] {
  return pools.flatMap((pool) => {
    const hours = (hostHours * pool.hostShare) / 1000;
    const activity = spreadHours(calendar, hours, pool.name === 'staging' ? 1 : 2);
    const isGoingOn = activity.stoppedAt === calendar.stoppedAt;
    return buildPoolHosts(randomStream(seed, `hosts/${pool.name}`), pool, activity, isGoingOn);
  });
}

function buildPoolHosts(random: Random, pool: Pool, activity: Activity, isGoingOn: boolean): Host[] {
  const ended: Host[] = [];
  let running: Host[] = [];
  const endOne = (host: Host, at: number): void => {
    running = running.filter((other) => other !== host);
    ended.push(endHost(random, host, at));
  };
  for (let hour = activity.startedAt; hour < activity.stoppedAt; hour += hourMs) {
    const isFirst = hour === activity.startedAt;
    const wanted = wantedHosts(activity, hour);
    const worn = random.chance(3 * running.length) ? random.pick(running) : undefined;
    if (worn !== undefined) endOne(worn, hour + random.between(1, 3599) * secondMs);
    while (running.length > wanted) endOne(random.pick(running), hour + random.between(1, 3599) * secondMs);
    while (running.length < wanted) {
      const ago =
        isFirst && hour === billStartedAt ? random.between(dayMs / secondMs, (20 * dayMs) / secondMs) : 0;
      running.push(launchHost(random, pool, hour - ago * secondMs + random.between(0, 3000) * secondMs));
    }
  }
  // Closing a pool is one call for all of its hosts.
  return [
    ...ended,
    ...running.map((host) =>
      isGoingOn
        ? host
        : { ...endHost(random, host, activity.stoppedAt - 5 * minuteMs), ending: 'clean' as const },
    ),
  ];
}

/** Business hours of the American west coast, 14:00 to 02:00 UTC, and fewer at the weekend. */
function wantedHosts({ concurrency }: Activity, hour: number): number {
  const time = new Date(hour);
  const isDay = time.getUTCHours() >= 14 || time.getUTCHours() < 2;
  const isWeekend = time.getUTCDay() % 6 === 0;
  const demand = isDay ? (isWeekend ? 950 : 1200) : isWeekend ? 750 : 800;
  return Math.max(Math.floor(Math.min(2, concurrency)), Math.round((concurrency * demand) / 957));
}

function launchHost(random: Random, pool: Pool, launchedAt: number): Host {
  const registeredAt = launchedAt + random.between(60_000, 180_000);
  const arn = (): string => `arn:aws:ecs:${region}:${pool.account.id}:container-instance/${random.uuid()}`;
  const first = { arn: arn(), registeredAt };
  const second = { arn: arn(), registeredAt: registeredAt + random.between(1, 12) * hourMs };
  const quietFrom = registeredAt + random.between(2, 30) * hourMs + random.between(0, 59) * minuteMs;
  return {
    instanceId: `i-0${random.hex(16)}`,
    pool,
    zone: random.pick(zones),
    launchedAt,
    ending: 'clean',
    registrations: random.chance(60) ? [first, second] : [first],
    isUnseen: random.chance(8),
    quiet: random.chance(120)
      ? { from: quietFrom, until: quietFrom + random.between(90, 400) * minuteMs }
      : undefined,
  };
}

function endHost(random: Random, host: Host, terminatedAt: number): Host {
  const lot = random.integer(100);
  const ending = lot < 80 ? 'clean' : lot < 88 ? 'deregistered' : lot < 97 ? 'silent' : 'lost';
  const registrations = host.registrations.filter(
    ({ registeredAt }) => registeredAt < terminatedAt - 10 * minuteMs,
  );
  return { ...host, terminatedAt: Math.max(terminatedAt, host.launchedAt + minuteMs), ending, registrations };
}
