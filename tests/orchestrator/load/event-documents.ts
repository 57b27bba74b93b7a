import { dbrFile, dbrRow } from './dbr-file.ts';
import type { Landing } from './landing.ts';

export interface TaskChange {
  readonly [key: string]: unknown;
}

/** A Task State Change of one task. */
export const task = (version: number, detail: TaskChange = {}, over: TaskChange = {}): object => ({
  version: '0',
  id: `event-${version}`,
  'detail-type': 'ECS Task State Change',
  source: 'aws.ecs',
  account: '000000000001',
  time: '2017-02-07T03:00:00Z',
  region: 'us-west-2',
  detail: {
    taskArn: 'arn:task/1',
    version,
    group: 'service:api',
    lastStatus: 'RUNNING',
    desiredStatus: 'RUNNING',
    cpu: '103',
    memory: '256',
    ...detail,
  },
  ...over,
});

/** A CloudTrail record of an EC2 call, as EventBridge wraps it. */
export const call = (eventName: string, eventID: string, over: object = {}): object => ({
  id: `e-${eventID}`,
  'detail-type': 'AWS API Call via CloudTrail',
  detail: {
    eventSource: 'ec2.amazonaws.com',
    eventName,
    eventID,
    eventTime: '2017-02-07T03:00:00Z',
    awsRegion: 'us-west-2',
    recipientAccountId: '000000000001',
    requestParameters: { volumeId: 'vol-1' },
    responseElements: { volumeId: 'vol-1', instanceId: 'i-1', attachTime: 1486436400000 },
    ...over,
  },
});

/** Writes documents into a file and gives its path. */
export const write = (landing: Landing, name: string, documents: readonly object[], between = '\n'): string =>
  landing.write(name, documents.map((one) => JSON.stringify(one)).join(between));

/** Writes a bill, without which nothing is loaded. */
export const withBill = (landing: Landing): string =>
  landing.write('bill/b-2017-02.csv', dbrFile([dbrRow()]));

/** What was done with the events. */
export const counts =
  'select source_name, event_kind, treatment, events from {{int_event_counts}} as counts order by 1, 2, 3';
