import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { SourceName } from '../../orchestrator/project/project.ts';
import { formatCsv } from './format-csv.ts';

/** The rows of one small CSV file of a case, each by column; an empty cell is ''. */
export type CaseRows = readonly Readonly<Record<string, string>>[];

/** The tables that a case may have, by file name without `.csv`. */
export interface CaseTables {
  readonly bill: CaseRows;
  readonly container_instances?: CaseRows;
  readonly ecs_task_events?: CaseRows;
  readonly instance_events?: CaseRows;
  readonly volume_events?: CaseRows;
  readonly volume_snapshots?: CaseRows;
}

const account = '012345678901';
const region = 'us-west-2';

/**
 * Writes a case's tables as the files that AWS would have written: a DBR for each month, EventBridge events, CloudTrail
 * events, a DescribeVolumes answer. Gives the location of each source.
 */
export async function writeCaseFiles(
  tables: CaseTables,
  folder: string,
): Promise<Partial<Record<SourceName, readonly string[]>>> {
  await mkdir(folder, { recursive: true });
  const write = async (name: string, text: string): Promise<string> => {
    const file = path.join(folder, name);
    await writeFile(file, text);
    return file;
  };
  const bills = await Promise.all(
    [...billsByMonth(tables.bill)].map(([month, rows]) =>
      write(
        `${account}-aws-billing-detailed-line-items-with-resources-and-tags-${month}.csv`,
        formatCsv(rows.map(dbrRow)),
      ),
    ),
  );
  const ecsEvents = [
    ...(tables.container_instances ?? []).map(containerInstanceEvent),
    ...(tables.ecs_task_events ?? []).map(taskEvent),
  ];
  const ebsEvents = [
    ...(tables.volume_events ?? []).map(volumeEvent),
    ...(tables.instance_events ?? []).map(instanceEvent),
  ];
  return {
    bill: bills,
    ...(ecsEvents.length > 0 && { ecs_events: [await write('ecs-events.json', jsonLines(ecsEvents))] }),
    ...(ebsEvents.length > 0 && { ebs_events: [await write('ebs-events.json', jsonLines(ebsEvents))] }),
    ...(tables.volume_snapshots && {
      resource_snapshots: [
        await write('volumes.json', JSON.stringify(describeVolumes(tables.volume_snapshots), null, 2)),
      ],
    }),
  };
}

function billsByMonth(rows: CaseRows): Map<string, CaseRows> {
  const months = new Map<string, CaseRows>();
  for (const row of rows) {
    const month = cell(row, 'started_at').slice(0, 7);
    months.set(month, [...(months.get(month) ?? []), row]);
  }
  return months;
}

function dbrRow(row: CaseRows[number]): Record<string, string> {
  const cost = cell(row, 'cost');
  return {
    InvoiceID: cell(row, 'invoice') || '4711',
    PayerAccountId: account,
    LinkedAccountId: cell(row, 'account') || account,
    RecordType: cell(row, 'record_type') || 'LineItem',
    RecordId: cell(row, 'line'),
    ProductName: cell(row, 'product'),
    RateId: '1',
    SubscriptionId: '2',
    PricingPlanId: '3',
    UsageType: cell(row, 'usage_type'),
    Operation: 'RunInstances',
    AvailabilityZone: '',
    ReservedInstance: 'N',
    ItemDescription: '',
    UsageStartDate: cell(row, 'started_at'),
    UsageEndDate: cell(row, 'stopped_at'),
    UsageQuantity: '1',
    BlendedRate: '',
    BlendedCost: cost,
    UnBlendedRate: '',
    UnBlendedCost: cost,
    ResourceId: cell(row, 'resource'),
    'user:product_area': cell(row, 'tag'),
    ...(row.service_tag !== undefined && { 'aws:ecs:serviceName': row.service_tag }),
  };
}

function containerInstanceEvent(row: CaseRows[number], index: number): object {
  const version = row.version ?? String(index + 1);
  return envelope(`ci-${version}`, 'aws.ecs', 'ECS Container Instance State Change', cell(row, 'at'), {
    containerInstanceArn: containerInstanceArn(cell(row, 'container_instance')),
    clusterArn: arn('ecs', 'cluster/main'),
    ec2InstanceId: cell(row, 'instance'),
    status: 'ACTIVE',
    version: Number(version),
    registeredResources: [
      ...registered('CPU', cell(row, 'cpu')),
      ...registered('MEMORY', row.memory ?? '61440'),
    ],
  });
}

function registered(name: string, amount: string): object[] {
  return amount === '' ? [] : [{ name, type: 'INTEGER', integerValue: Number(amount) }];
}

function taskEvent(row: CaseRows[number]): object {
  const optional = (name: string, value: string): object => (value === '' ? {} : { [name]: value });
  const containers = cell(row, 'containers_cpu').split(' ').filter(Boolean);
  const task = cell(row, 'task');
  const service = cell(row, 'service');
  const host = cell(row, 'container_instance');
  // A row that stands twice is one event that was delivered twice, so the id is made of the task and version alone.
  return envelope(`${task}-v${cell(row, 'version')}`, 'aws.ecs', 'ECS Task State Change', cell(row, 'at'), {
    taskArn: arn('ecs', `task/${task}`),
    clusterArn: arn('ecs', 'cluster/main'),
    ...(host === ''
      ? { launchType: 'FARGATE' }
      : { launchType: 'EC2', containerInstanceArn: containerInstanceArn(host) }),
    ...optional('group', service && `service:${service}`),
    lastStatus: cell(row, 'status'),
    desiredStatus: cell(row, 'status'),
    ...optional('cpu', cell(row, 'cpu')),
    ...optional('memory', cell(row, 'memory')),
    ...optional('startedAt', isoTime(cell(row, 'started_at'))),
    ...optional('stoppedAt', isoTime(cell(row, 'stopped_at'))),
    createdAt: isoTime(cell(row, 'started_at') || cell(row, 'at')),
    containers: containers.map((cpu, index) => ({ name: `container-${index}`, cpu })),
    version: Number(cell(row, 'version')),
  });
}

function volumeEvent(row: CaseRows[number], index: number): object {
  const instance = cell(row, 'instance');
  const attachment = {
    volumeId: cell(row, 'volume'),
    ...(instance !== '' && { instanceId: instance }),
    device: '/dev/xvdf',
  };
  return apiCall(row.id ?? `volume-${index}`, cell(row, 'event'), cell(row, 'at'), attachment, attachment);
}

function instanceEvent(row: CaseRows[number], index: number): object {
  const instances = { instancesSet: { items: [{ instanceId: cell(row, 'instance') }] } };
  return apiCall(`instance-${index}`, cell(row, 'event'), cell(row, 'at'), instances, instances);
}

function apiCall(id: string, eventName: string, at: string, request: object, response: object): object {
  return envelope(id, 'aws.ec2', 'AWS API Call via CloudTrail', at, {
    eventID: id,
    eventName,
    eventSource: 'ec2.amazonaws.com',
    eventTime: isoTime(at),
    awsRegion: region,
    recipientAccountId: account,
    requestParameters: request,
    responseElements: response,
  });
}

function describeVolumes(rows: CaseRows): object {
  const volumes = new Map<string, CaseRows>();
  for (const row of rows)
    volumes.set(cell(row, 'volume'), [...(volumes.get(cell(row, 'volume')) ?? []), row]);
  return {
    Volumes: [...volumes].map(([volumeId, attachments]) => ({
      VolumeId: volumeId,
      MultiAttachEnabled: attachments.some((row) => cell(row, 'multi_attach') === 'true'),
      Attachments: attachments.map((row) => ({
        AttachTime: isoTime(cell(row, 'attached_at')),
        Device: '/dev/xvda',
        InstanceId: cell(row, 'instance'),
        State: 'attached',
        VolumeId: volumeId,
        DeleteOnTermination: true,
      })),
    })),
  };
}

function envelope(id: string, source: string, kind: string, at: string, detail: object): object {
  return {
    version: '0',
    id,
    'detail-type': kind,
    source,
    account,
    time: isoTime(at),
    region,
    resources: [],
    detail,
  };
}

function arn(service: string, rest: string): string {
  return `arn:aws:${service}:${region}:${account}:${rest}`;
}

function containerInstanceArn(name: string): string {
  return arn('ecs', `container-instance/${name}`);
}

/** `2017-02-07 03:00:00` → `2017-02-07T03:00:00Z`; '' stays ''. */
function isoTime(text: string): string {
  return text === '' ? '' : `${text.replace(' ', 'T')}Z`;
}

function jsonLines(documents: readonly object[]): string {
  return documents.map((document) => `${JSON.stringify(document)}\n`).join('');
}

function cell(row: CaseRows[number], column: string): string {
  return row[column] ?? '';
}
