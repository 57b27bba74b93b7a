import { formatMoment, formatSecond, hourMs, middleOf, minuteMs } from '../calendar.ts';
import { region, staging } from '../company/accounts.ts';
import { randomStream } from '../random.ts';
import type { SampleWorld } from '../world/sample-world.ts';
import { envelope } from './delivery.ts';

interface StrangeEvent {
  /** When it arrives. */
  readonly at: number;
  readonly document: object;
}

/**
 * Events that concern no line of the bill: tasks of a container instance that nobody knows, of an instance that the bill
 * does not have, and events of other kinds.
 */
export function strangeEcsEvents(world: SampleWorld): StrangeEvent[] {
  const random = randomStream(world.seed, 'strange');
  const arn = (type: string): string => `arn:aws:ecs:${region}:${staging.id}:${type}/${random.uuid()}`;
  const [nameless, laboratory] = [arn('container-instance'), arn('container-instance')];
  const start = middleOf(world.calendar) + 90 * minuteMs;
  const event = (kind: string, resource: string, at: number, detail: object): StrangeEvent => {
    const document = envelope(
      random.uuid(),
      kind,
      'aws.ecs',
      staging.id,
      formatSecond(at),
      region,
      [resource],
      detail,
    );
    return { at: at + 3000, document };
  };
  const tasks = [nameless, nameless, laboratory].map((containerInstanceArn, number) => {
    const taskArn = arn('task');
    const startedAt = start + number * 10 * minuteMs;
    const detail = {
      taskArn,
      containerInstanceArn,
      clusterArn: `arn:aws:ecs:${region}:${staging.id}:cluster/laboratory`,
      group: 'service:experiment',
      lastStatus: 'STOPPED',
      desiredStatus: 'STOPPED',
      cpu: '103',
      memory: '128',
      containers: [],
      createdAt: formatMoment(startedAt - 2500),
      startedAt: formatMoment(startedAt),
      stoppedAt: formatMoment(startedAt + hourMs),
      version: 4,
    };
    return event('ECS Task State Change', taskArn, startedAt + hourMs, detail);
  });
  const registration = event('ECS Container Instance State Change', laboratory, start, {
    containerInstanceArn: laboratory,
    ec2InstanceId: `i-0${random.hex(16)}`,
    clusterArn: `arn:aws:ecs:${region}:${staging.id}:cluster/laboratory`,
    status: 'ACTIVE',
    agentConnected: true,
    version: 1,
    registeredResources: [],
    remainingResources: [],
  });
  // One in fifty tasks brings its service to rest, which is told as well and means nothing here.
  const others = world.tasks
    .filter((_, number) => number % 50 === 0)
    .map(({ startedAt, createdAt, service, cluster }) =>
      event(
        'ECS Service Action',
        `arn:aws:ecs:${region}:${staging.id}:service/${service.name}`,
        startedAt ?? createdAt,
        {
          eventType: 'INFO',
          eventName: 'SERVICE_STEADY_STATE',
          clusterArn: `arn:aws:ecs:${region}:${staging.id}:cluster/${cluster}`,
          createdAt: formatMoment(startedAt ?? createdAt),
        },
      ),
    );
  return [...tasks, registration, ...others];
}
