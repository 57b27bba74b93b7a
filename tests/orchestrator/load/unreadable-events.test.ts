import { describe, expect, test } from 'vitest';
import { call, counts, type TaskChange, task, withBill, write } from './event-documents.ts';
import { type Landing, openLanding } from './landing.ts';

async function landed(ecs: readonly object[], ebs: readonly object[] = []): Promise<Landing> {
  const landing = await openLanding();
  const sources = {
    bill: withBill(landing),
    ...(ecs.length > 0 && { ecs_events: write(landing, 'ecs.json', ecs) }),
    ...(ebs.length > 0 && { ebs_events: write(landing, 'ebs.json', ebs) }),
  };
  expect(await landing.mistakes(sources)).toBe('');
  return landing;
}

const host = (version: number, cpu: unknown, over: object = {}): object => ({
  id: `host-${version}`,
  'detail-type': 'ECS Container Instance State Change',
  time: '2017-02-07T03:00:00Z',
  detail: {
    containerInstanceArn: 'arn:host',
    version,
    ec2InstanceId: 'i-1',
    status: 'ACTIVE',
    registeredResources: [
      { name: 'CPU', integerValue: cpu },
      { name: 'MEMORY', integerValue: 60389 },
    ],
  },
  ...over,
});

describe('an event is not used, and counted as unreadable,', () => {
  test.each<[string, object]>([
    ['a DetachVolume whose moment is none', call('DetachVolume', 'a', { eventTime: '7 Feb 2017 03:00' })],
    ['an AttachVolume without a moment', call('AttachVolume', 'a', { eventTime: undefined })],
    [
      'an AttachVolume without an instance anywhere',
      call('AttachVolume', 'a', { responseElements: { volumeId: 'vol-1' } }),
    ],
    [
      'an AttachVolume without a volume anywhere',
      call('AttachVolume', 'a', { requestParameters: {}, responseElements: { instanceId: 'i-1' } }),
    ],
    [
      'a DeleteVolume without a volume',
      call('DeleteVolume', 'a', { requestParameters: {}, responseElements: {} }),
    ],
    [
      'a TerminateInstances whose moment is none',
      call('TerminateInstances', 'a', {
        eventTime: 'soon',
        responseElements: { instancesSet: { items: [{ instanceId: 'i-1' }, { instanceId: 'i-2' }] } },
      }),
    ],
    ['a TerminateInstances without an instance', call('TerminateInstances', 'a', { responseElements: null })],
  ])('%s', async (_, document) => {
    const landing = await landed([], [document]);
    expect(await landing.rows(counts)).toEqual([['ebs_events', expect.any(String), 'unreadable', '1']]);
    expect(await landing.rows('select * from {{stg_ec2__volume_events}} as v')).toEqual([]);
    expect(await landing.rows('select * from {{stg_ec2__instance_events}} as i')).toEqual([]);
  });

  test.each<[string, object]>([
    ['a task change without a task', task(1, { taskArn: undefined })],
    ['a task change whose version is no number', task(1, { version: 'one' })],
  ])('%s', async (_, document) => {
    const landing = await landed([document]);
    expect(await landing.rows(counts)).toEqual([['ecs_events', 'ECS Task State Change', 'unreadable', '1']]);
    expect(await landing.rows('select * from {{stg_ecs__task_events}} as t')).toEqual([]);
  });

  test('unless it was delivered once more, readably', async () => {
    const landing = await landed(
      [],
      [
        call('DetachVolume', 'a', { eventTime: 'soon' }),
        call('DetachVolume', 'a'),
        call('DetachVolume', 'a'),
      ],
    );
    expect(await landing.rows(counts)).toEqual([
      ['ebs_events', 'DetachVolume', 'duplicate', '1'],
      ['ebs_events', 'DetachVolume', 'unreadable', '1'],
      ['ebs_events', 'DetachVolume', 'used', '1'],
    ]);
    expect(await landing.rows('select event_id from {{stg_ec2__volume_events}} as v')).toEqual([['a']]);
  });
});

describe('a DetachVolume needs no instance:', () => {
  const nameless = { requestParameters: { volumeId: 'vol-1' }, responseElements: null };

  test('it is used', async () => {
    const landing = await landed([], [call('DetachVolume', 'a', nameless)]);
    expect(await landing.rows(counts)).toEqual([['ebs_events', 'DetachVolume', 'used', '1']]);
    expect(await landing.rows('select volume_id, instance_id from {{stg_ec2__volume_events}} as v')).toEqual([
      ['vol-1', null],
    ]);
  });

  test('of two deliveries the one that names it counts', async () => {
    const landing = await landed(
      [],
      [call('DetachVolume', 'a', nameless), call('DetachVolume', 'a'), call('DetachVolume', 'a', nameless)],
    );
    expect(await landing.rows(counts)).toEqual([
      ['ebs_events', 'DetachVolume', 'duplicate', '2'],
      ['ebs_events', 'DetachVolume', 'used', '1'],
    ]);
    expect(await landing.rows('select volume_id, instance_id from {{stg_ec2__volume_events}} as v')).toEqual([
      ['vol-1', 'i-1'],
    ]);
  });
});

describe('an event is used without what cannot be read, and counted as partly unreadable:', () => {
  test.each<[string, TaskChange, string | null]>([
    ['a start', { startedAt: '7 Feb 2017 03:00' }, 'started_at'],
    ['a stop and a CPU in words', { stoppedAt: 'later', cpu: '1 vCPU' }, 'cpu,stopped_at'],
    ['a quarter of a processor', { cpu: 0.25 }, 'cpu'],
    ['an empty text', { memory: '' }, 'memory'],
    ['an absurd CPU', { cpu: '9999999999999999' }, null],
    ['a CPU below zero', { cpu: '-5' }, null],
    ['an absurd memory', { memory: 10_000_001 }, null],
    [
      "a container's CPU in words",
      { cpu: '0', containers: [{ cpu: '10' }, { name: 'x', cpu: '1 vCPU' }] },
      null,
    ],
    ["a container's absurd CPU", { cpu: '0', containers: [{ cpu: '99999999' }] }, null],
    ["a container's CPU that is no whole number", { cpu: '0', containers: [{ cpu: 1.5 }] }, null],
    ["a container's CPU with something behind it", { cpu: '0', containers: [{ cpu: '10 ' }] }, null],
    ["a container's CPU that is an object", { cpu: '0', containers: [{ cpu: {} }] }, null],
    ["a container's negative CPU", { cpu: '0', containers: [{ cpu: -10 }] }, null],
    [
      'containers that together have an absurd CPU',
      { cpu: '0', containers: Array(101).fill({ cpu: 99_999 }) },
      null,
    ],
    [
      "containers' CPUs that have a sum beyond any number",
      {
        cpu: '0',
        containers: [
          { cpu: '9223372036854775807' },
          { cpu: 9_000_000_000_000_000 },
          { cpu: '9223372036854775807' },
        ],
      },
      null,
    ],
  ])('%s', async (_, detail, names) => {
    const landing = await landed([task(1, detail), task(1, detail)]);
    expect(await landing.rows(counts)).toEqual([
      ['ecs_events', 'ECS Task State Change', 'duplicate', '1'],
      ['ecs_events', 'ECS Task State Change', 'partly unreadable', '1'],
    ]);
    expect(await landing.rows('select distinct unreadable_fields from raw.raw_ecs__events')).toEqual([
      [names],
    ]);
    expect(
      await landing.rows(
        'select distinct task_arn from {{stg_ecs__task_events}} as t where coalesce(cpu_units, 0) between 0 and 103 and coalesce(containers_cpu_units, 0) between 0 and 10',
      ),
    ).toEqual([['arn:task/1']]);
  });

  test('but what its containers say is not asked for where the task says what it reserves', async () => {
    const words = [{ cpu: '10' }, { cpu: '1 vCPU' }];
    const cpus = ['1', '103', '10000000', '0', '10000001', '-1', 'many', undefined];
    const landing = await landed(cpus.map((cpu, index) => task(index + 1, { cpu, containers: words })));
    expect(
      await landing.rows('select version, containers is null from raw.raw_ecs__events order by 1'),
    ).toEqual(cpus.map((_, index) => [`${index + 1}`, `${index < 3}`]));
    expect(await landing.rows(counts)).toEqual([
      ['ecs_events', 'ECS Task State Change', 'partly unreadable', '5'],
      ['ecs_events', 'ECS Task State Change', 'used', '3'],
    ]);
  });

  test('the moment of an ECS event, also where there is none', async () => {
    const landing = await landed([task(1, {}, { time: 'soon' }), host(1, 2048, { time: undefined })]);
    expect(await landing.rows(counts)).toEqual([
      ['ecs_events', 'ECS Container Instance State Change', 'partly unreadable', '1'],
      ['ecs_events', 'ECS Task State Change', 'partly unreadable', '1'],
    ]);
  });

  test.each(['many', '9999999999999999', 10_000_001, -1, 1.5])('a registered CPU of %j', async (cpu) => {
    const landing = await landed([host(1, cpu)]);
    expect(await landing.rows(counts)).toEqual([
      ['ecs_events', 'ECS Container Instance State Change', 'partly unreadable', '1'],
    ]);
    expect(
      await landing.rows(
        'select cpu_capacity, memory_capacity from {{stg_ecs__container_instance_events}} as c',
      ),
    ).toEqual([[null, '60389']]);
  });

  test('one of the instances of a call', async () => {
    const items = [{ instanceId: 'i-1' }, { currentState: {} }];
    const landing = await landed(
      [],
      [call('TerminateInstances', 'a', { responseElements: { instancesSet: { items } } })],
    );
    expect(await landing.rows(counts)).toEqual([
      ['ebs_events', 'TerminateInstances', 'partly unreadable', '1'],
    ]);
    expect(await landing.rows('select instance_id from {{stg_ec2__instance_events}} as i')).toEqual([
      ['i-1'],
    ]);
  });

  test('unless one of its deliveries can be read whole', async () => {
    const landing = await landed([
      task(1, { startedAt: 'early' }, { time: '2017-02-07T02:00:00Z' }),
      task(1, { startedAt: '2017-02-07T01:00:00Z' }),
    ]);
    expect(await landing.rows(counts)).toEqual([
      ['ecs_events', 'ECS Task State Change', 'duplicate', '1'],
      ['ecs_events', 'ECS Task State Change', 'used', '1'],
    ]);
  });
});

test('an event that says what AWS says is read whole, and has no unreadable fields', async () => {
  const containers = [
    { cpu: '10', name: '"cpu": x' },
    { cpu: 25, memory: '5' },
    { cpu: null },
    { name: 'y' },
  ];
  const detail = { containers, cpu: 0, startedAt: '2017-02-07T03:00:46.71Z', stoppedAt: null };
  const landing = await landed(
    [task(1, detail), host(1, 36_864), host(2, '2048.0')],
    [call('AttachVolume', 'a')],
  );
  expect((await landing.rows(counts)).map(([, , treatment]) => treatment)).toEqual(['used', 'used', 'used']);
  expect(await landing.rows('select count(unreadable_fields) from raw.raw_ecs__events')).toEqual([['0']]);
  expect(await landing.rows('select containers_cpu_units from {{stg_ecs__task_events}} as t')).toEqual([
    ['35'],
  ]);
  expect(
    await landing.rows('select cpu_capacity from {{stg_ecs__container_instance_events}} as c order by 1'),
  ).toEqual([['2048'], ['36864']]);
});

test('snapshots are counted where something of them cannot be read', async () => {
  const landing = await openLanding();
  const attachment = (AttachTime: string): object => ({ InstanceId: 'i-1', AttachTime, State: 'attached' });
  const documents = [
    {
      Volumes: [{ VolumeId: 'vol-1', Attachments: [attachment('soon'), attachment('2017-02-07T03:00:00Z')] }],
    },
    { Volumes: [{ VolumeId: 'vol-2', CreateTime: 'then', Attachments: [] }] },
    {
      containerInstances: [
        { containerInstanceArn: 'arn:1', registeredResources: [{ name: 'CPU', integerValue: 'many' }] },
      ],
    },
  ];
  const resource_snapshots = write(landing, 's.json', documents);
  expect(await landing.mistakes({ bill: withBill(landing), resource_snapshots })).toBe('');
  expect(await landing.rows(counts)).toEqual([
    ['resource_snapshots', 'DescribeContainerInstances', 'partly unreadable', '1'],
    ['resource_snapshots', 'DescribeVolumes', 'partly unreadable', '1'],
    ['resource_snapshots', 'DescribeVolumes', 'unreadable', '1'],
  ]);
  expect(
    await landing.rows('select cpu_capacity from {{stg_ecs__container_instance_snapshots}} as c'),
  ).toEqual([[null]]);
});
