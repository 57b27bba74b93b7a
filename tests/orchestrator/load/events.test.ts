import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { dbrFile, dbrRow } from './dbr-file.ts';
import { call, counts, task, withBill, write } from './event-documents.ts';
import { dataFolder, isDataHere, openLanding } from './landing.ts';

describe('event files', () => {
  const two = [task(1), task(2)].map((one) => JSON.stringify(one));
  test.each<[string, string, string | Buffer]>([
    ['one a line', 'e.json', `${two.join('\n')}\n`],
    ['concatenated', 'e.json', two.join('')],
    ['pretty-printed', 'e.json', [task(1), task(2)].map((one) => JSON.stringify(one, null, 2)).join('\n')],
    ['in an array', 'e.json', `[${two.join(',')}]`],
    ['compressed', 'e.json.gz', gzipSync(two.join(''))],
    [
      'compressed, of no extension',
      'stream-1-2017-02-07-03-00-00-1b4a2a04-046f-4331-9d74-3f6d7f6ca315',
      gzipSync(two.join('\n')),
    ],
    ['after a byte order mark', 'e.json', `\uFEFF${two.join('\n')}`],
  ])('may be %s', async (_, name, content) => {
    const landing = await openLanding();
    landing.write(`events/${name}`, content);
    expect(await landing.mistakes({ bill: withBill(landing), ecs_events: 'events' })).toBe('');
    expect(
      await landing.rows(
        'select task_arn, version, ecs_service, cpu_units from {{stg_ecs__task_events}} as t order by 2',
      ),
    ).toEqual([
      ['arn:task/1', '1', 'api', '103'],
      ['arn:task/1', '2', 'api', '103'],
    ]);
  });

  test('give the same whatever the order of delivery, and however often', async () => {
    const tasks = async (documents: readonly object[]): Promise<unknown> => {
      const landing = await openLanding();
      await landing.load({ bill: withBill(landing), ecs_events: write(landing, 'e.json', documents) });
      return landing.rows('select distinct * from {{stg_ecs__task_events}} as t order by version');
    };
    const documents = [
      task(3, { lastStatus: 'STOPPED', stoppedAt: '2017-02-07T05:00:00.5Z' }),
      task(1),
      task(2, { startedAt: '2017-02-07T03:00:46.71Z' }),
    ];
    const once = await tasks(documents);
    expect(once).toHaveLength(3);
    expect(await tasks([...documents, ...documents].reverse())).toEqual(once);
  });

  test('are counted: used, duplicate, failed call, other kind, unreadable', async () => {
    const landing = await openLanding();
    const ecs = [
      task(1),
      task(1),
      task(2),
      task(3, { version: 'x' }),
      { 'detail-type': 'Something Else', detail: {} },
    ];
    const ec2 = [
      call('AttachVolume', 'a'),
      call('AttachVolume', 'a'),
      call('DetachVolume', 'b', { errorCode: 'Client.IncorrectState', responseElements: null }),
      call('StopInstances', 'c'),
      call('TerminateInstances', 'd', {
        responseElements: { instancesSet: { items: [{ instanceId: 'i-1' }, { instanceId: 'i-2' }] } },
      }),
    ];
    await landing.load({
      bill: withBill(landing),
      ecs_events: write(landing, 'ecs.json', ecs),
      ebs_events: write(landing, 'ebs.json', ec2, ''),
    });
    expect(await landing.rows(counts)).toEqual([
      ['ebs_events', 'AttachVolume', 'duplicate', '1'],
      ['ebs_events', 'AttachVolume', 'used', '1'],
      ['ebs_events', 'DetachVolume', 'failed call', '1'],
      ['ebs_events', 'StopInstances', 'other kind', '1'],
      ['ebs_events', 'TerminateInstances', 'used', '1'],
      ['ecs_events', 'ECS Task State Change', 'duplicate', '1'],
      ['ecs_events', 'ECS Task State Change', 'unreadable', '1'],
      ['ecs_events', 'ECS Task State Change', 'used', '2'],
      ['ecs_events', 'Something Else', 'other kind', '1'],
    ]);
    expect(
      await landing.rows('select event_id, volume_id, instance_id from {{stg_ec2__volume_events}} as v'),
    ).toEqual([['a', 'vol-1', 'i-1']]);
    expect(
      await landing.rows('select event_name, instance_id from {{stg_ec2__instance_events}} as i order by 2'),
    ).toEqual([
      ['TerminateInstances', 'i-1'],
      ['TerminateInstances', 'i-2'],
    ]);
  });

  test('of CloudTrail may be wrapped by EventBridge, bare, or in the Records of a log file', async () => {
    const landing = await openLanding();
    const bare = (eventID: string): object => (call('AttachVolume', eventID) as { detail: object }).detail;
    const documents = [
      call('AttachVolume', 'a'),
      bare('b'),
      { Records: [bare('c'), bare('d')] },
      { Records: [] },
    ];
    await landing.load({ bill: withBill(landing), ebs_events: write(landing, 'e.json', documents) });
    expect(
      (await landing.rows('select event_id from {{stg_ec2__volume_events}} as v order by 1')).flat(),
    ).toEqual(['a', 'b', 'c', 'd']);
  });

  test('may lie in one folder for two sources, with the bill among them', async () => {
    const landing = await openLanding();
    landing.write('all/b-2017-02.csv', dbrFile([dbrRow()]));
    write(landing, 'all/ecs.json', [task(1)]);
    landing.write('all/ebs.gz', gzipSync(JSON.stringify(call('AttachVolume', 'a'))));
    expect(await landing.mistakes({ bill: 'all', ecs_events: 'all', ebs_events: 'all' })).toBe('');
    expect(await landing.rows(counts)).toEqual([
      ['ebs_events', 'AttachVolume', 'used', '1'],
      ['ebs_events', 'ECS Task State Change', 'other kind', '1'],
      ['ecs_events', 'AWS API Call via CloudTrail', 'other kind', '1'],
      ['ecs_events', 'ECS Task State Change', 'used', '1'],
    ]);
  });

  test('may be many small ones, of which a bad one is named', async () => {
    const landing = await openLanding();
    for (let index = 0; index < 450; index++) write(landing, `events/[${index}]'s.json`, [task(index)]);
    landing.write('events/last.gz', gzipSync(JSON.stringify(task(450))));
    expect(await landing.mistakes({ bill: withBill(landing), ecs_events: 'events' })).toBe('');
    expect(await landing.rows('select count(*), count(distinct file_id) from raw.raw_ecs__events')).toEqual([
      ['451', '451'],
    ]);
    landing.write("events/[7]'s.json", '{');
    expect(await landing.mistakes({ bill: withBill(landing), ecs_events: 'events' })).toMatch(
      /^events\/\[7\]'s\.json:1 {2}error {2}bad-json\n.*\n?$/,
    );
  });

  test('that grow are read anew, and their rows are not doubled', async () => {
    const landing = await openLanding();
    const bill = withBill(landing);
    await landing.load({ bill, ecs_events: write(landing, 'e.json', [task(1)]) });
    await landing.load({ bill, ecs_events: write(landing, 'e.json', [task(1), task(2)]) });
    expect(await landing.rows('select count(*) from raw.raw_ecs__events')).toEqual([['2']]);
    await landing.load({ bill, ecs_events: write(landing, 'later.json', [task(3)]) });
    expect(await landing.rows('select count(*) from raw.raw_ecs__events')).toEqual([['3']]);
  });

  test.each([
    [
      'cut off',
      `${JSON.stringify(task(1))}\n{"id": "b", `,
      'e.json:2  error  bad-json\n  Document 2 of "e.json" is not JSON: the file ends in the middle of it.',
    ],
    [
      'no JSON',
      `${JSON.stringify(task(1))}\n\n{"id" "b"}\n`,
      'e.json:3  error  bad-json\n  Document 2 of "e.json" is not JSON',
    ],
    [
      'half of a character',
      `${JSON.stringify(task(1, { group: '\\ud800 \u{1F600}' })).replace('\u{1F600}', '\\ud83d\\ude00')}\n${JSON.stringify(task(2, { group: '\u{1F600} \ud800' }))}\n`,
      'e.json:2  error  bad-json\n  Document 2 of "e.json" is not JSON: it has "\\ud800", which is half of a character.',
    ],
    [
      'in Latin-1',
      Buffer.concat([
        Buffer.from(`\uFEFF${JSON.stringify(task(1, { group: 'café' }))}\n`),
        Buffer.from(JSON.stringify(task(2, { group: 'café' })), 'latin1'),
      ]),
      'e.json:2  error  bad-json\n  Document 2 of "e.json" is not JSON: it has the byte 0xE9, which is no UTF-8.',
    ],
    ['a bill', dbrFile([dbrRow()]), 'bad-json\n  "e.json" does not hold JSON documents'],
  ])('are refused if one is %s, and then the bill is not loaded either', async (_, content, said) => {
    const landing = await openLanding();
    expect(
      await landing.mistakes({ bill: withBill(landing), ecs_events: landing.write('e.json', content) }),
    ).toContain(said);
    expect(await landing.rows('select count(*) from raw.raw_aws_dbr__line_items')).toEqual([['0']]);
  });

  test('are refused at their place also where others are of another shape', async () => {
    const landing = await openLanding();
    landing.write('events/a.json', '{"id": "a", "detail": "of another shape"}');
    landing.write('events/b.json', `${JSON.stringify(task(1))}\n${JSON.stringify(task(2))}\n{"id": "b", `);
    landing.write('events/c.json', JSON.stringify(task(3)));
    expect(await landing.mistakes({ bill: withBill(landing), ecs_events: 'events' })).toContain(
      'events/b.json:3  error  bad-json\n  Document 3 of "events/b.json" is not JSON',
    );
  });
});

describe('task events', () => {
  test('say what a task reserves: by itself, by its containers, or not at all', async () => {
    const landing = await openLanding();
    const containers = [{ cpu: '10' }, { cpu: '25' }, { name: 'x' }];
    const documents = [
      task(1, { cpu: '0', containers }),
      task(2, { cpu: undefined, memory: undefined, containers: [{}] }),
      task(3, { group: 'family:batch' }),
      task(4, { group: undefined }),
    ];
    await landing.load({ bill: withBill(landing), ecs_events: write(landing, 'e.json', documents) });
    expect(
      await landing.rows(
        'select version, cpu_units, memory_mib, containers_cpu_units, ecs_service from {{stg_ecs__task_events}} as t order by 1',
      ),
    ).toEqual([
      ['1', '0', '256', '35', 'api'],
      ['2', null, null, null, 'api'],
      ['3', '103', '256', null, 'family:batch'],
      ['4', '103', '256', null, null],
    ]);
  });

  test('have times with any number of fraction digits', async () => {
    const landing = await openLanding();
    const detail = {
      createdAt: '2017-02-07T03:00:33Z',
      startedAt: '2017-02-07T03:00:46.71Z',
      stoppedAt: '2017-02-07T04:00:46.123456789Z',
    };
    await landing.load({ bill: withBill(landing), ecs_events: write(landing, 'e.json', [task(1, detail)]) });
    expect(
      await landing.rows('select created_at, started_at, stopped_at from {{stg_ecs__task_events}} as t'),
    ).toEqual([['2017-02-07 03:00:33', '2017-02-07 03:00:46.71', '2017-02-07 04:00:46.123456']]);
  });
});

describe('snapshots', () => {
  test('of something else are passed over with a word', async () => {
    const landing = await openLanding();
    const resource_snapshots = write(landing, 's.json', [{ tasks: [] }]);
    expect(await landing.mistakes({ bill: withBill(landing), resource_snapshots })).toContain(
      's.json  warning  unknown-format\n  "s.json" holds nothing that the source "resource_snapshots" is read for: DescribeVolumes, DescribeContainerInstances.',
    );
  });

  test('of volumes show attachments, none, and several; time and again is once', async () => {
    const landing = await openLanding();
    const attachment = (InstanceId: string, AttachTime: string): object => ({
      InstanceId,
      AttachTime,
      State: 'attached',
    });
    const answer = {
      Volumes: [
        { VolumeId: 'vol-1', Attachments: [attachment('i-1', '2017-02-07T03:00:00.000Z')] },
        { VolumeId: 'vol-2', Attachments: [] },
        {
          VolumeId: 'vol-3',
          MultiAttachEnabled: true,
          Attachments: [
            attachment('i-1', '2017-02-07T05:00:00+02:00'),
            attachment('i-2', '2017-02-07T04:00:00Z'),
          ],
        },
      ],
    };
    const resource_snapshots = write(landing, 's.json', [answer, answer]);
    expect(await landing.mistakes({ bill: withBill(landing), resource_snapshots })).toBe('');
    expect(await landing.rows('select * from {{stg_ec2__volume_snapshots}} as s order by 1, 2')).toEqual([
      ['vol-1', 'i-1', '2017-02-07 03:00:00', 'false'],
      ['vol-2', null, null, 'false'],
      ['vol-3', 'i-1', '2017-02-07 03:00:00', 'true'],
      ['vol-3', 'i-2', '2017-02-07 04:00:00', 'true'],
    ]);
  });

  test('of container instances give the host, as text or as a time since 1970', async () => {
    const landing = await openLanding();
    const registeredResources = [
      { name: 'CPU', integerValue: 36864 },
      { name: 'MEMORY', integerValue: 60389 },
    ];
    const instance = (containerInstanceArn: string, registeredAt: unknown): object => ({
      containerInstanceArn,
      ec2InstanceId: 'i-1',
      version: 5,
      registeredAt,
      registeredResources,
    });
    const answer = {
      containerInstances: [instance('arn:1', '2017-02-07T03:00:00Z'), instance('arn:2', 1486436400.5)],
      failures: [],
    };
    await landing.load({ bill: withBill(landing), resource_snapshots: write(landing, 's.json', [answer]) });
    expect(
      await landing.rows('select * from {{stg_ecs__container_instance_snapshots}} as s order by 1'),
    ).toEqual([
      ['arn:1', 'i-1', '36864', '60389', '2017-02-07 03:00:00'],
      ['arn:2', 'i-1', '36864', '60389', '2017-02-07 03:00:00.5'],
    ]);
  });
});

const title = isDataHere
  ? "other people's events"
  : "other people's events (skipped: ../shared/data is absent)";

describe.skipIf(!isDataHere)(title, () => {
  test('are read as they are', async () => {
    const landing = await openLanding();
    const sources = {
      bill: withBill(landing),
      ecs_events: path.join(dataFolder, 'ecs-events/*.json'),
      ebs_events: path.join(dataFolder, 'ebs-events/*.json'),
    };
    expect(await landing.mistakes(sources)).toBe('');
    expect(await landing.rows(counts)).toEqual([
      ['ebs_events', 'CreateVolume', 'used', '1'],
      ['ebs_events', 'RunInstances', 'used', '1'],
      ['ecs_events', 'ECS Container Instance State Change', 'used', '1'],
      ['ecs_events', 'ECS Task State Change', 'used', '2'],
    ]);
    expect(
      await landing.rows(
        'select cpu_units, memory_mib, launch_type from {{stg_ecs__task_events}} as t order by 1',
      ),
    ).toEqual([
      ['0', '256', 'EC2'],
      ['256', '512', 'FARGATE'],
    ]);
    expect(
      await landing.rows('select instance_id, cpu_capacity from {{stg_ecs__container_instance_events}} as c'),
    ).toEqual([['i-f3a8506b', '2048']]);
    expect(
      (await landing.rows('select instance_id from {{stg_ec2__instance_events}} as i order by 1')).flat(),
    ).toContain('i-784cdacd');
  });
});
