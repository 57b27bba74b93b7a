import { hourMs, type SampleCalendar } from '../calendar.ts';
import { production, region, staging } from '../company/accounts.ts';
import { ecsServices } from '../company/ecs-services.ts';
import { randomStream } from '../random.ts';
import { spreadHours } from './scale.ts';
import type { Task } from './tasks.ts';

/** Tasks without a host: the bill names them by their ARN, and only their events say of which service they are. */
export function buildFargateTasks(seed: number, calendar: SampleCalendar, hours: number): Task[] {
  const random = randomStream(seed, 'fargate');
  const services = ecsServices.filter(({ isFargate }) => isFargate);
  const { startedAt, stoppedAt, concurrency } = spreadHours(calendar, hours, 3);
  return Array.from({ length: Math.ceil(concurrency) }, (_, slot) => slot).flatMap((slot) => {
    const tasks: Task[] = [];
    let at = startedAt + random.integer(hourMs);
    while (at < stoppedAt) {
      const life = random.between(hourMs / 2, 8 * hourMs);
      const account = slot % 8 === 7 ? staging : production;
      tasks.push({
        arn: `arn:aws:ecs:${region}:${account.id}:task/${random.uuid()}`,
        service: random.pick(services),
        revision: random.between(1, 9),
        accountId: account.id,
        cluster: 'fargate',
        createdAt: at - random.between(5000, 40_000),
        startedAt: at,
        stoppedAt: at + life < calendar.stoppedAt ? at + life : undefined,
        saysRunning: true,
        saysStopped: at + life < calendar.stoppedAt,
      });
      at += life + random.between(1000, 600_000);
    }
    return tasks;
  });
}
