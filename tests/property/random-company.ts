import fc from 'fast-check';
import { parseCost } from '../../orchestrator/base/money.ts';
import type { AttachmentFact, Facts, LineFact, TaskFact } from '../../orchestrator/sample/truth/facts.ts';
import type { CaseTables } from '../cases/write-case-files.ts';
import type { SeedRows } from '../support/read-shipped-project.ts';
import { ruleRows, rules, serviceRows, splitRows } from './company-rules.ts';

/** A random bill with random events, twice: as the files' rows, and as the facts that they tell. */
export interface RandomCompany {
  readonly tables: CaseTables;
  readonly seeds: Readonly<Record<string, SeedRows>>;
  readonly lines: readonly LineFact[];
  readonly facts: Facts;
}

const instances = ['i-0aaaaaaaaaaaaaaa1', 'i-0bbbbbbbbbbbbbbb2', 'i-0ccccccccccccccc3'];
const volumes = ['vol-0aaaaaaaaaaaaaa11', 'vol-0bbbbbbbbbbbbbb22', 'vol-0ccccccccccccccc3'];
const sharedVolume = 'vol-0ddddddddddddd444';
const resources = [...instances, ...volumes, sharedVolume, 'table/profiles', 'bucket-logs', ''];
const services = ['api-web', 'api-Web', 'sync', 'worker', 'nobody-mapped-me'];
const areas = ['api', 'integrations', 'internal', 'warehouses', 'website'];
const accounts = ['012345678901', '210987654321'];
const products = [
  'Amazon Elastic Compute Cloud',
  'Amazon DynamoDB',
  'AmazonCloudWatch',
  'Amazon Route 53',
  'AWS CloudTrail',
  'AWS Support (Business)',
  'Sales Tax',
];

const january = Date.UTC(2017, 0, 1);
const hour = 3_600_000;

/** Hours into January; a day is enough for everything to meet everything, and the last hours lie in February. */
const hours = fc.integer({ min: 730, max: 754 });
/** Milliseconds in that day, often on the hour. */
const moments = fc
  .tuple(hours, fc.constantFrom(0, 0, 1, 999, 1_800_000, 3_599_999))
  .map(([at, rest]) => january + at * hour + rest);

const costs = fc.oneof(
  fc.constantFrom(
    '0',
    '0.00000000000',
    '1',
    '-1',
    '6e-08',
    '0.000000000000000001',
    '123456789.123456789012345678',
    '8760.00',
  ),
  fc
    .tuple(fc.integer({ min: -9_999, max: 9_999_999 }), fc.bigInt({ min: 0n, max: 10n ** 11n - 1n }))
    .map(([whole, fraction]) => `${whole}.${String(fraction).padStart(11, '0')}`),
);

const line = fc.record({
  resource: fc.constantFrom(...resources),
  isArn: fc.boolean(),
  product: fc.constantFrom(...products),
  account: fc.constantFrom(...accounts),
  from: hours,
  length: fc.constantFrom(0, 1, 1, 1, 1, 1, 3, 24, 8760),
  endsAtSecond59: fc.boolean(),
  cost: costs,
  tag: fc.option(fc.constantFrom(...areas, 'no-such-area'), { nil: '', freq: 4 }),
});

const task = fc.record({
  service: fc.constantFrom(...services),
  instance: fc.integer({ min: 0, max: instances.length }),
  startedAt: moments,
  ran: fc.integer({ min: 0, max: 5 * hour }),
  cpu: fc.constantFrom('0', '', '1', '103', '1024', '36864'),
  containersCpu: fc.constantFrom('', '0', '50 48'),
  story: fc.constantFrom('both', 'both', 'both', 'late running', 'no running', 'no stopped', 'never started'),
});

const stay = fc.record({
  instance: fc.constantFrom(...instances),
  attached: moments,
  lasts: fc.integer({ min: 1, max: 9 * hour }),
  detachIsSeen: fc.boolean(),
});

/** Companies in which every treatment and every odd event meets every other. */
export const randomCompany: fc.Arbitrary<RandomCompany> = fc
  .record({
    lines: fc.array(line, { minLength: 20, maxLength: 120 }),
    tasks: fc.array(task, { maxLength: 25 }),
    stays: fc.tuple(...volumes.map(() => fc.array(stay, { maxLength: 4 }))),
    shared: fc.array(stay, { maxLength: 3 }),
    terminatedAt: fc.option(moments),
  })
  .map(({ lines, tasks, stays, shared, terminatedAt }) => {
    const terminations = new Map(terminatedAt === null ? [] : [[instances[2] ?? '', terminatedAt]]);
    const whileAlive = ({ instance, attached }: Stay): boolean =>
      attached < (terminations.get(instance) ?? Number.POSITIVE_INFINITY);
    const moved = volumes.map((volume, index) => moveVolume(volume, (stays[index] ?? []).filter(whileAlive)));
    const attachedTogether = firstOfEach(shared.filter(whileAlive));
    return {
      tables: {
        bill: lines.map(billRow),
        container_instances: instances.map((instance, index) => ({
          container_instance: `ci-${index}`,
          instance,
          cpu: '36864',
          at: timeText(january),
        })),
        ecs_task_events: tasks.flatMap(taskRows),
        instance_events: [...terminations].map(([instance, at]) => ({
          event: 'TerminateInstances',
          instance,
          at: timeText(at),
        })),
        volume_events: moved.flatMap(({ rows }) => rows),
        volume_snapshots: attachedTogether.map(({ instance, attached }) => ({
          volume: sharedVolume,
          instance,
          attached_at: timeText(attached),
          multi_attach: 'true',
        })),
      },
      seeds: { ecs_services: serviceRows, allocation_rules: ruleRows, allocation_splits: splitRows },
      lines: lines.map(lineFact),
      facts: {
        tasks: tasks.map(taskFact),
        attachments: [
          ...moved.flatMap(({ facts }) => facts),
          ...attachedTogether.map(({ instance, attached }) => ({
            volumeId: sharedVolume,
            instanceId: instance,
            attachedAt: attached,
          })),
        ],
        knownVolumes: new Set([
          ...moved.flatMap(({ rows }) => rows.map(({ volume }) => volume)),
          ...(attachedTogether.length > 0 ? [sharedVolume] : []),
        ]),
        terminations,
        serviceAreas: serviceRows.map(([service, productArea, validFrom]) => ({
          service: service ?? '',
          productArea: productArea ?? '',
          validFrom: validFrom ?? undefined,
        })),
        productAreas: new Set([...areas, 'idle', 'unallocated']),
        rules,
      },
    };
  });

type Line = typeof line extends fc.Arbitrary<infer T> ? T : never;
type Task = typeof task extends fc.Arbitrary<infer T> ? T : never;
type Stay = typeof stay extends fc.Arbitrary<infer T> ? T : never;

function billRow(
  { resource, isArn, product, account, from, length, endsAtSecond59, cost, tag }: Line,
  index: number,
): Record<string, string> {
  const startedAt = january + from * hour;
  const stoppedAt = startedAt + length * hour - (endsAtSecond59 && length > 0 ? 1000 : 0);
  return {
    line: `L${index}`,
    account,
    product,
    usage_type: 'Usage',
    resource: arnOf(resource, isArn),
    started_at: timeText(startedAt),
    stopped_at: timeText(stoppedAt),
    cost,
    tag,
  };
}

function arnOf(resource: string, isArn: boolean): string {
  const kind = resource.startsWith('i-') ? 'instance' : resource.startsWith('vol-') ? 'volume' : undefined;
  return isArn && kind !== undefined ? `arn:aws:ec2:us-west-2:012345678901:${kind}/${resource}` : resource;
}

function lineFact({ resource, product, account, from, length, cost, tag }: Line, index: number): LineFact {
  const startedAt = january + from * hour;
  return {
    id: `L${index}`,
    statementMonth: timeText(startedAt).slice(0, 7),
    accountId: account,
    awsProduct: product,
    lineKind: 'usage',
    resourceId: resource === '' ? undefined : resource,
    startedAt,
    stoppedAt: startedAt + length * hour,
    productAreaTag: tag === '' ? undefined : tag,
    units: parseCost(cost) ?? 0n,
  };
}

function taskRows(
  { service, instance, startedAt, ran, cpu, containersCpu, story }: Task,
  index: number,
): Record<string, string>[] {
  const row = {
    task: `t${index}`,
    service,
    container_instance: `ci-${instance}`,
    cpu,
    containers_cpu: containersCpu,
  };
  const start = timeText(startedAt);
  const stop = timeText(startedAt + ran);
  const running = { ...row, version: '2', status: 'RUNNING', started_at: start, stopped_at: '', at: start };
  const stopped = { ...row, version: '3', status: 'STOPPED', started_at: start, stopped_at: stop, at: stop };
  switch (story) {
    case 'both':
      return [running, stopped];
    case 'late running':
      return [stopped, running, stopped];
    case 'no running':
      return [stopped];
    case 'no stopped':
      return [running];
    default:
      return [
        { ...running, status: 'PENDING', started_at: '' },
        { ...stopped, started_at: '' },
      ];
  }
}

function taskFact(
  { service, instance, startedAt, ran, cpu, containersCpu, story }: Task,
  index: number,
): TaskFact {
  return {
    taskArn: `t${index}`,
    service,
    instanceId: instances[instance],
    cpuUnits: cpu === '' ? undefined : Number(cpu),
    containersCpuUnits:
      containersCpu === ''
        ? undefined
        : containersCpu.split(' ').reduce((sum, part) => sum + Number(part), 0),
    startedAt: story === 'never started' ? undefined : startedAt,
    stoppedAt: story === 'no stopped' ? undefined : startedAt + ran,
  };
}

/** A volume's stays one after the other, each begun where the one before it ended or later; a detach may go unseen. */
function moveVolume(
  volume: string,
  stays: readonly Stay[],
): { rows: Record<'event' | 'volume' | 'instance' | 'at', string>[]; facts: AttachmentFact[] } {
  const inOrder = [...stays]
    .sort((a, b) => a.attached - b.attached)
    .filter((current, index, all) => all[index - 1]?.attached !== current.attached);
  const alternating = inOrder.filter(({ instance }, index) => inOrder[index - 1]?.instance !== instance);
  const facts: AttachmentFact[] = [];
  const rows = alternating.flatMap(({ instance, attached, lasts, detachIsSeen }, index) => {
    const next = alternating[index + 1]?.attached ?? Number.POSITIVE_INFINITY;
    const detached = Math.min(attached + lasts, next);
    facts.push({
      volumeId: volume,
      instanceId: instance,
      attachedAt: attached,
      detachedAt: detachIsSeen ? detached : next,
    });
    const attach = { event: 'AttachVolume', volume, instance, at: timeText(attached) };
    return detachIsSeen ? [attach, { ...attach, event: 'DetachVolume', at: timeText(detached) }] : [attach];
  });
  return { rows, facts };
}

function firstOfEach(stays: readonly Stay[]): readonly Stay[] {
  return stays.filter(
    ({ instance }, index) => stays.findIndex((other) => other.instance === instance) === index,
  );
}

/** `2017-02-07 03:00:00`, with milliseconds if there are any. */
function timeText(milliseconds: number): string {
  return new Date(milliseconds)
    .toISOString()
    .replace('T', ' ')
    .replace(/(\.000)?Z$/, '');
}
