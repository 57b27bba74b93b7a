import { formatSecond, hourMs, listeningSince } from '../calendar.ts';
import { type Account, region } from '../company/accounts.ts';
import { type Random, randomStream } from '../random.ts';
import type { SampleWorld } from '../world/sample-world.ts';
import type { Volume } from '../world/volumes.ts';
import { type Deliveries, envelope, openDeliveries } from './delivery.ts';

/** Everything that arrives in the stream of EC2 events, in the order of arrival: API calls by CloudTrail, and others. */
export function buildEbsDeliveries(world: SampleWorld): Deliveries {
  const { stoppedAt } = world.calendar;
  const random = randomStream(world.seed, 'deliveries/ebs');
  const calls = [
    ...world.volumes
      .filter(({ isLaunchVolume }) => !isLaunchVolume)
      .flatMap((volume) => volumeCalls(random, volume)),
    ...launchCalls(world),
    ...terminationCalls(world),
  ];
  const documents: object[] = [];
  const deliveries = openDeliveries(stoppedAt + hourMs, (event) => documents[event] ?? {});
  for (const call of calls) {
    if (call.at < listeningSince || call.at >= stoppedAt) continue;
    // A second delivery is the same event.
    documents.push(eventOf(random, call));
    deliveries.deliver(random, call.at, documents.length - 1);
  }
  return deliveries;
}

interface Call {
  readonly name: string;
  readonly at: number;
  readonly account: Account;
  readonly request: object;
  /** Undefined: the call failed. */
  readonly response?: object;
}

function volumeCalls(random: Random, volume: Volume): Call[] {
  const { volumeId, account, zone, gigabytes, type, createdAt, deletedAt, attachments } = volume;
  const created = { zone, volumeType: type, size: String(gigabytes) };
  const calls: Call[] = [
    {
      name: 'CreateVolume',
      at: createdAt,
      account,
      request: created,
      response: { ...created, volumeId, status: 'creating', createTime: createdAt },
    },
  ];
  for (const { instanceId, device, attachedAt, detachedAt } of attachments) {
    const request = { volumeId, instanceId, device };
    const response = { volumeId, instanceId, device, attachTime: attachedAt, deleteOnTermination: false };
    // Somebody was too quick: the volume was still busy.
    if (random.chance(100)) calls.push({ name: 'AttachVolume', at: attachedAt - 5000, account, request });
    calls.push({
      name: 'AttachVolume',
      at: attachedAt,
      account,
      request,
      response: { ...response, status: 'attaching' },
    });
    if (detachedAt === undefined) continue;
    // A detach need not say from where; its answer does.
    const from = { ...response, status: 'detaching' };
    calls.push({
      name: 'DetachVolume',
      at: detachedAt,
      account,
      request: { volumeId, force: false },
      response: from,
    });
  }
  if (deletedAt !== undefined) {
    calls.push({
      name: 'DeleteVolume',
      at: deletedAt,
      account,
      request: { volumeId },
      response: { _return: true },
    });
  }
  return calls;
}

/** Volumes that come with an instance are not named: `blockDeviceMapping` is empty in CloudTrail. */
function launchCalls({ hosts, plainInstances }: SampleWorld): Call[] {
  const launched = [...hosts.map((host) => ({ ...host, account: host.pool.account })), ...plainInstances];
  return launched.map(({ instanceId, launchedAt, account, zone }) => ({
    name: 'RunInstances',
    at: launchedAt,
    account,
    request: { instancesSet: { items: [{ minCount: 1, maxCount: 1 }] }, blockDeviceMapping: {} },
    response: {
      ownerId: account.id,
      instancesSet: {
        items: [
          {
            instanceId,
            launchTime: launchedAt,
            placement: { availabilityZone: zone },
            blockDeviceMapping: {},
          },
        ],
      },
    },
  }));
}

/** Instances that go at the same moment go by one call. */
function terminationCalls({ hosts, plainInstances }: SampleWorld): Call[] {
  const ended = [
    ...hosts
      .filter(({ ending }) => ending !== 'lost')
      .map((host) => ({ ...host, account: host.pool.account })),
    ...plainInstances,
  ];
  const groups = new Map<
    string,
    { readonly at: number; readonly account: Account; readonly ids: string[] }
  >();
  for (const { instanceId, terminatedAt, account } of ended) {
    if (terminatedAt === undefined) continue;
    const key = `${terminatedAt}/${account.id}`;
    const group = groups.get(key) ?? { at: terminatedAt, account, ids: [] };
    group.ids.push(instanceId);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ at, account, ids }) => ({
    name: 'TerminateInstances',
    at,
    account,
    request: { instancesSet: { items: ids.map((instanceId) => ({ instanceId })) } },
    response: {
      instancesSet: {
        items: ids.map((instanceId) => ({
          instanceId,
          currentState: { code: 32, name: 'shutting-down' },
          previousState: { code: 16, name: 'running' },
        })),
      },
    },
  }));
}

function eventOf(random: Random, { name, at, account, request, response }: Call): object {
  const [id, eventID, requestID] = [random.uuid(), random.uuid(), random.uuid()];
  const failure = { errorCode: 'Client.IncorrectState', errorMessage: 'The volume is not available.' };
  const detail = {
    eventVersion: '1.05',
    userIdentity: { type: 'AssumedRole', principalId: 'AROAEXAMPLE:operator', accountId: account.id },
    eventTime: formatSecond(at),
    eventSource: 'ec2.amazonaws.com',
    eventName: name,
    awsRegion: region,
    sourceIPAddress: 'autoscaling.amazonaws.com',
    userAgent: 'autoscaling.amazonaws.com',
    ...(response === undefined ? failure : {}),
    requestParameters: request,
    responseElements: response === undefined ? null : { requestId: requestID, ...response },
    requestID,
    eventID,
    eventType: 'AwsApiCall',
    recipientAccountId: account.id,
  };
  const kind = 'AWS API Call via CloudTrail';
  return envelope(id, kind, 'aws.ec2', account.id, formatSecond(at), region, [], detail);
}
