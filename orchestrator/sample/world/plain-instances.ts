import { billStartedAt, dayMs, type SampleCalendar, secondMs } from '../calendar.ts';
import { type Account, production, staging, zones } from '../company/accounts.ts';
import type { CompanyArea } from '../company/product-areas.ts';
import { randomStream } from '../random.ts';
import { spreadHours } from './scale.ts';

/** An instance that is no ECS host: a database, a broker. */
export interface PlainInstance {
  readonly instanceId: string;
  readonly account: Account;
  readonly zone: string;
  readonly name: string;
  readonly type: string;
  /** Dollars an hour in units of 10^-11. */
  readonly rate: bigint;
  readonly productAreaTag?: CompanyArea;
  /** Lines before this moment do not carry the tag yet. */
  readonly taggedSince: number;
  /** Covered by a reservation: its hours cost nothing, the fee is a line of its own. */
  readonly isReserved: boolean;
  readonly launchedAt: number;
  readonly terminatedAt?: number;
}

interface Role {
  readonly name: string;
  readonly area?: CompanyArea;
  readonly type: string;
  readonly rate: bigint;
  readonly isReserved?: boolean;
}

const roles: readonly Role[] = [
  { name: 'kafka', area: 'api', type: 'r3.2xlarge', rate: 66_500_000_000n },
  { name: 'mysql-app', area: 'website', type: 'r3.2xlarge', rate: 66_500_000_000n, isReserved: true },
  { name: 'bastion', type: 't2.medium', rate: 4_700_000_000n },
  { name: 'elasticsearch-logs', area: 'internal', type: 'i2.2xlarge', rate: 170_500_000_000n },
  { name: 'zookeeper', area: 'api', type: 'm4.xlarge', rate: 21_500_000_000n },
  { name: 'loader-stage', area: 'warehouses', type: 'm4.4xlarge', rate: 86_200_000_000n },
  { name: 'partner-proxy', area: 'integrations', type: 'm4.xlarge', rate: 21_500_000_000n },
];

/** The instances of fixed roles, as many of each as the hours give. */
export function buildPlainInstances(seed: number, calendar: SampleCalendar, hours: number): PlainInstance[] {
  const random = randomStream(seed, 'plain-instances');
  const { startedAt, stoppedAt, concurrency } = spreadHours(calendar, hours, 3);
  return Array.from({ length: Math.max(3, Math.round(concurrency)) }, (_, number) => {
    const role = roles[number % roles.length];
    if (role === undefined) throw new Error('internal error: no role');
    const isOld = startedAt === billStartedAt;
    return {
      instanceId: `i-0${random.hex(16)}`,
      account: number % 9 === 8 ? staging : production,
      zone: random.pick(zones),
      name: `${role.name}-${Math.floor(number / roles.length) + 1}`,
      type: role.type,
      rate: role.rate,
      productAreaTag: role.area,
      taggedSince: number % 4 === 3 ? billStartedAt + 8 * dayMs : 0,
      isReserved: role.isReserved ?? false,
      launchedAt: isOld
        ? startedAt - random.between(30, 200) * dayMs
        : startedAt + random.between(1, 900) * secondMs,
      terminatedAt:
        stoppedAt === calendar.stoppedAt ? undefined : stoppedAt - random.between(1, 900) * secondMs,
    };
  });
}
