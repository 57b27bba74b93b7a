import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeCaseFiles } from '../cases/write-case-files.ts';
import { buildAndPublish } from '../support/build-project.ts';
import { withTestWarehouse } from '../support/open-test-warehouse.ts';
import { readShippedProject } from '../support/read-shipped-project.ts';

type Fields = Readonly<Record<string, unknown>>;

/** For each of the other values an event of its own, delivered twice: as it is, and with the other value in that field. */
function deliveries(named: (name: string) => Fields, others: Fields): Fields[] {
  return Object.entries(others).flatMap(([field, value]) => [
    named(field),
    { ...named(field), [field]: value },
  ]);
}

const [host, otherHost] = ['i-0aaaaaaaaaaaaaaa1', 'i-0bbbbbbbbbbbbbbb2'];
const [volume, otherVolume] = ['vol-0aaaaaaaaaaaaaa11', 'vol-0bbbbbbbbbbbbbb22'];
const registered = (name: string, amount: number): Fields[] => [
  { name, type: 'INTEGER', integerValue: amount },
];

const time = '2017-02-01T00:00:00Z';

const containerInstances = [
  ...deliveries(
    (field) => ({
      containerInstanceArn: `arn:ci/${field}`,
      ec2InstanceId: host,
      version: 1,
      status: 'ACTIVE',
      registeredResources: registered('CPU', 1024),
    }),
    {
      ec2InstanceId: otherHost,
      status: 'INACTIVE',
      registeredResources: registered('CPU', 2048),
      cpu: '99999999',
      memory: '99999999',
      containers: [{ cpu: 99999999 }],
    },
  ),
  ...[1024, 2048].map((mebibytes) => ({
    containerInstanceArn: 'arn:ci/memory-registered',
    ec2InstanceId: host,
    version: 1,
    status: 'ACTIVE',
    registeredResources: registered('MEMORY', mebibytes),
  })),
];

const snapshots = deliveries(
  (field) => ({
    containerInstanceArn: `arn:ci/snapshot-${field}`,
    ec2InstanceId: host,
    version: 1,
    registeredAt: time,
    registeredResources: registered('CPU', 1024),
  }),
  {
    ec2InstanceId: otherHost,
    registeredAt: '2017-02-02T00:00:00Z',
    registeredResources: registered('CPU', 2048),
  },
);

const tasks = deliveries(
  (field) => ({
    taskArn: `arn:task/${field}`,
    containerInstanceArn: 'arn:ci/ec2InstanceId',
    launchType: 'EC2',
    group: 'service:tracking-api',
    lastStatus: 'STOPPED',
    cpu: '512',
    memory: '512',
    createdAt: '2017-02-07T03:00:00Z',
    startedAt: '2017-02-07T03:00:00Z',
    stoppedAt: '2017-02-07T04:00:00Z',
    version: 3,
  }),
  {
    containerInstanceArn: 'arn:ci/snapshot-ec2InstanceId',
    launchType: 'EXTERNAL',
    group: 'service:warehouse-sync',
    lastStatus: 'RUNNING',
    cpu: '1024',
    memory: '1024',
    createdAt: '2017-02-07T02:00:00Z',
    startedAt: '2017-02-07T03:10:00Z',
    stoppedAt: '2017-02-07T03:50:00Z',
  },
);

const attachment = { volumeId: volume, instanceId: host };
const volumeCalls = [
  ...deliveries(
    (field) => ({
      eventID: `volume-${field}`,
      eventName: 'AttachVolume',
      recipientAccountId: '111',
      awsRegion: 'eu-west-1',
      responseElements: attachment,
    }),
    {
      eventName: 'DetachVolume',
      recipientAccountId: '222',
      awsRegion: 'us-west-2',
      responseElements: { ...attachment, instanceId: otherHost },
    },
  ),
  ...[volume, otherVolume].map((volumeId) => ({
    eventID: 'volume',
    eventName: 'AttachVolume',
    responseElements: { ...attachment, volumeId },
  })),
];

const instanceCalls = deliveries(
  (field) => ({
    eventID: `instance-${field}`,
    eventName: 'RunInstances',
    responseElements: { instancesSet: { items: [{ instanceId: otherHost }] } },
  }),
  { eventName: 'TerminateInstances' },
);

const ecsEvents: readonly Fields[] = [
  ...containerInstances.map((detail) => ecsEvent('ECS Container Instance State Change', detail)),
  ...tasks.map((detail) => ecsEvent('ECS Task State Change', detail)),
];
const ebsEvents: readonly Fields[] = [...volumeCalls, ...instanceCalls].map((call) => ({
  eventSource: 'ec2.amazonaws.com',
  eventTime: time,
  ...call,
}));

function ecsEvent(kind: string, detail: Fields): Fields {
  return {
    id: 'one',
    'detail-type': kind,
    source: 'aws.ecs',
    account: '111',
    time,
    region: 'eu-west-1',
    detail,
  };
}

/** What is read from events, and what comes of it. */
const asked = [
  'select * from staging.stg_ecs__container_instance_events',
  'select * from staging.stg_ecs__container_instance_snapshots',
  'select * from staging.stg_ec2__volume_events',
  'select * from staging.stg_ec2__instance_events',
  'select * from intermediate.int_container_instances',
  'select * from intermediate.int_ecs_task_intervals',
  'select * from intermediate.int_event_counts',
  'select bill_line_id, instance_id, product_area, ecs_service, unblended_cost from allocation.allocated_costs',
];

describe('deliveries of one event that contradict each other', () => {
  it('say the same in any order', async () => {
    const asGiven = await buildWith((documents) => documents);
    expect(await buildWith((documents) => documents.toReversed())).toEqual(asGiven);
  });
});

/** What a build of these events answers, delivered in the order that is given to them. */
async function buildWith(
  ordered: (documents: readonly Fields[]) => readonly Fields[],
): Promise<Readonly<Record<string, readonly string[]>>> {
  return withTestWarehouse(async (warehouse, folder) => {
    const project = await readShippedProject(folder);
    const files = path.join(folder, 'files');
    mkdirSync(files);
    const write = (name: string, documents: readonly Fields[]): string[] => {
      const file = path.join(files, name);
      writeFileSync(
        file,
        ordered(documents)
          .map((one) => `${JSON.stringify(one)}\n`)
          .join(''),
      );
      return [file];
    };
    const { bill } = await writeCaseFiles({ bill: lines }, files);
    const sources = {
      bill,
      ecs_events: write('ecs.json', ecsEvents),
      ebs_events: write('ebs.json', ebsEvents),
      resource_snapshots: write('hosts.json', [{ containerInstances: ordered(snapshots) }]),
    };
    await buildAndPublish({ project, warehouse, sources });
    const rowsOf = async (query: string) => {
      const { rows } = await warehouse.query(query);
      return [query, rows.map((row) => row.join('|')).sort()] as const;
    };
    return Object.fromEntries(await Promise.all(asked.map(rowsOf)));
  });
}

const hour = {
  product: 'Amazon Elastic Compute Cloud',
  usage_type: 'Usage',
  started_at: '2017-02-07 03:00:00',
  stopped_at: '2017-02-07 04:00:00',
  cost: '1.00',
};
const lines = [host, otherHost, volume, otherVolume].map((resource, index) => ({
  ...hour,
  line: `L${index + 1}`,
  resource,
}));
