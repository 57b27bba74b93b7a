import { type Account, production, staging } from './accounts.ts';
import type { PoolName } from './ecs-services.ts';
import type { CompanyArea } from './product-areas.ts';

/** A cluster of equal hosts that many services share. */
export interface Pool {
  readonly name: PoolName;
  readonly cluster: string;
  readonly account: Account;
  /** Of 1,000 host-hours of the company, how many are here. */
  readonly hostShare: number;
  /** Tasks that a host carries at once, besides the one that runs everywhere. */
  readonly tasksPerHost: number;
  /** The hosts' own tag; it counts only where no task runs. */
  readonly productAreaTag?: CompanyArea;
}

export const pools: readonly Pool[] = [
  {
    name: 'integrations',
    cluster: 'integrations',
    account: production,
    hostShare: 400,
    tasksPerHost: 15,
    productAreaTag: 'integrations',
  },
  { name: 'core', cluster: 'megapool', account: production, hostShare: 320, tasksPerHost: 15 },
  {
    name: 'warehouses',
    cluster: 'warehouses',
    account: production,
    hostShare: 200,
    tasksPerHost: 12,
    productAreaTag: 'warehouses',
  },
  { name: 'staging', cluster: 'staging', account: staging, hostShare: 80, tasksPerHost: 12 },
];

/** All hosts are c4.8xlarge: 36 vCPU of 1,024 units, 60 GiB. */
export const hostType = { name: 'c4.8xlarge', cpu: 36_864, memory: 61_440 } as const;
