import type { Facts, LineFact, TaskFact } from '../../../../orchestrator/sample/truth/facts.ts';

export const hour = 3_600_000;
export const host = 'i-00000000000000001';
export const otherHost = 'i-00000000000000002';
export const volume = 'vol-00000000000000001';

/** An hour of a host that costs 1,000 units, unless said otherwise. */
export function line(changes: Partial<LineFact> = {}): LineFact {
  return {
    id: 'line',
    statementMonth: '2017-01',
    accountId: '111122223333',
    awsProduct: 'Amazon Elastic Compute Cloud',
    lineKind: 'usage',
    resourceId: host,
    startedAt: 0,
    stoppedAt: hour,
    units: 1000n,
    ...changes,
  };
}

/** A task of 100 CPU units that runs on the host for the whole hour, unless said otherwise. */
export function task(service: string, changes: Partial<TaskFact> = {}): TaskFact {
  return {
    taskArn: `arn:task/${service}/${changes.startedAt ?? 0}`,
    service,
    instanceId: host,
    cpuUnits: 100,
    startedAt: 0,
    stoppedAt: hour,
    ...changes,
  };
}

/** A company with an area for each of three services, and nothing that happened. */
export function facts(changes: Partial<Facts> = {}): Facts {
  return {
    tasks: [],
    attachments: [],
    knownVolumes: new Set(),
    terminations: new Map(),
    serviceAreas: [
      { service: 'tracker', productArea: 'api' },
      { service: 'sender', productArea: 'integrations' },
      { service: 'loader', productArea: 'warehouses' },
    ],
    productAreas: new Set(['api', 'integrations', 'warehouses', 'website', 'unallocated']),
    rules: [],
    ...changes,
  };
}
