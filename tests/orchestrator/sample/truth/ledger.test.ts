import { describe, expect, it } from 'vitest';
import type { Facts, LineFact, RuleFact } from '../../../../orchestrator/sample/truth/facts.ts';
import { buildKnownWorld } from '../../../../orchestrator/sample/truth/known-world.ts';
import { openLedger } from '../../../../orchestrator/sample/truth/ledger.ts';
import { buildTagIndex } from '../../../../orchestrator/sample/truth/tag-index.ts';
import { facts, host, hour, line, otherHost, task, volume } from './facts-for-tests.ts';

/** The parts as one reads them aloud: area, method, service, units. */
function tell(lines: readonly LineFact[], known: Facts): string[] {
  const told: string[] = [];
  const world = buildKnownWorld(known, buildTagIndex(lines, known.productAreas));
  const ledger = openLedger(world, (_, { productArea, method, service, units }) => {
    told.push([productArea, method, ...(service === undefined ? [] : [service]), units].join(' '));
  });
  for (const one of lines) ledger.add(one);
  ledger.finish();
  return told;
}

describe('a line of a host', () => {
  it('is shared by CPU-seconds within the line', () => {
    const tasks = [task('tracker', { stoppedAt: hour / 2 }), task('sender', { cpuUnits: 150 })];
    expect(tell([line()], facts({ tasks }))).toEqual(['integrations ecs sender 750', 'api ecs tracker 250']);
  });

  it('is paid whole by a task that is alone in it', () => {
    const tasks = [task('tracker', { startedAt: hour - 1, stoppedAt: hour + 1 })];
    expect(tell([line()], facts({ tasks }))).toEqual(['api ecs tracker 1000']);
  });

  it('goes to its own tag only where no task ran', () => {
    const tasks = [task('tracker')];
    const lines = [
      line({ productAreaTag: 'website' }),
      line({ productAreaTag: 'website', startedAt: hour, stoppedAt: 2 * hour }),
    ];
    expect(tell(lines, facts({ tasks }))).toEqual(['api ecs tracker 1000', 'website tag 1000']);
  });

  it('takes tasks until the instance ends that never said they stopped', () => {
    const tasks = [task('tracker', { stoppedAt: undefined }), task('sender')];
    const ended = facts({ tasks, terminations: new Map([[host, hour / 4]]) });
    expect(tell([line()], ended)).toEqual(['integrations ecs sender 800', 'api ecs tracker 200']);
    expect(tell([line({ startedAt: 9 * hour, stoppedAt: 10 * hour })], facts({ tasks }))).toEqual([
      'api ecs tracker 1000',
    ]);
  });

  it('counts the containers where a task reserves nothing, and two units where they do not either', () => {
    const tasks = [
      task('tracker', { cpuUnits: 0, containersCpuUnits: 6 }),
      task('sender', { cpuUnits: 0, containersCpuUnits: 0 }),
      task('loader', { cpuUnits: undefined }),
    ];
    expect(tell([line()], facts({ tasks }))).toEqual([
      'warehouses ecs loader 200',
      'integrations ecs sender 200',
      'api ecs tracker 600',
    ]);
  });

  it('gives nothing to a task that never started', () => {
    const tasks = [task('tracker', { startedAt: undefined }), task('sender')];
    expect(tell([line()], facts({ tasks }))).toEqual(['integrations ecs sender 1000']);
  });

  it('leaves the part of an unknown service unallocated, under its name', () => {
    expect(tell([line()], facts({ tasks: [task('stranger')] }))).toEqual(['unallocated ecs stranger 1000']);
  });

  it('asks for the area of a service on the first day of the line', () => {
    const day = 24 * hour;
    const serviceAreas = [
      { service: 'tracker', productArea: 'website', validFrom: '1970-01-03' },
      { service: 'tracker', productArea: 'api' },
    ];
    const known = facts({ tasks: [task('tracker', { stoppedAt: undefined })], serviceAreas });
    const lines = [
      line({ startedAt: 2 * day - hour, stoppedAt: 2 * day }),
      line({ startedAt: 2 * day, stoppedAt: 2 * day + hour }),
    ];
    expect(tell(lines, known)).toEqual(['api ecs tracker 1000', 'website ecs tracker 1000']);
  });

  it('takes a line of no length as an instant', () => {
    const known = facts({ tasks: [task('tracker'), task('sender', { stoppedAt: hour / 2 })] });
    expect(tell([line({ startedAt: hour - 5, stoppedAt: hour - 5 })], known)).toEqual([
      'api ecs tracker 1000',
    ]);
  });

  it('splits a credit as it splits a cost', () => {
    const tasks = [task('tracker'), task('sender'), task('loader')];
    expect(tell([line({ units: -1000n })], facts({ tasks }))).toEqual([
      'warehouses ecs loader -333',
      'integrations ecs sender -333',
      'api ecs tracker -334',
    ]);
  });
});

describe('a line of a volume', () => {
  const volumeLine = line({ resourceId: volume });
  const knownVolumes = new Set([volume]);

  it('follows the instances by the time attached, and each of them to its services', () => {
    const attachments = [
      { volumeId: volume, instanceId: otherHost, attachedAt: hour / 2, detachedAt: (hour * 3) / 4 },
      { volumeId: volume, instanceId: host, attachedAt: -hour, detachedAt: hour / 2 },
    ];
    const tasks = [
      task('tracker'),
      task('sender', { cpuUnits: 300 }),
      task('loader', { instanceId: otherHost }),
    ];
    expect(tell([volumeLine], facts({ attachments, tasks, knownVolumes }))).toEqual([
      'integrations ebs_ecs sender 375',
      'api ebs_ecs tracker 125',
      'warehouses ebs_ecs loader 250',
      'unallocated ebs_unattached 250',
    ]);
  });

  it('is shared evenly by instances that hold the volume at once', () => {
    const attachments = [
      { volumeId: volume, instanceId: host, attachedAt: 0 },
      { volumeId: volume, instanceId: otherHost, attachedAt: hour / 2 },
    ];
    const tasks = [task('tracker'), task('loader', { instanceId: otherHost })];
    expect(tell([volumeLine], facts({ attachments, tasks, knownVolumes }))).toEqual([
      'api ebs_ecs tracker 750',
      'warehouses ebs_ecs loader 250',
    ]);
  });

  it('goes to the tag of an instance without tasks, and else to nobody', () => {
    const attachments = [
      { volumeId: volume, instanceId: host, attachedAt: 0, detachedAt: hour / 2 },
      { volumeId: volume, instanceId: otherHost, attachedAt: hour / 2 },
    ];
    const lines = [volumeLine, line({ productAreaTag: 'website', units: 1n })];
    expect(tell(lines, facts({ attachments, knownVolumes }))).toEqual([
      'website ebs 500',
      'unallocated unallocated 500',
      'website tag 1',
    ]);
  });

  it('goes to its own tag before it follows anyone', () => {
    const attachments = [{ volumeId: volume, instanceId: host, attachedAt: 0 }];
    const known = facts({ attachments, knownVolumes, tasks: [task('tracker')] });
    expect(tell([line({ resourceId: volume, productAreaTag: 'website' })], known)).toEqual([
      'website tag 1000',
    ]);
  });

  it('says of a volume that no event or snapshot knows no more than that', () => {
    expect(tell([volumeLine], facts())).toEqual(['unallocated unallocated 1000']);
  });

  it('leaves an instance as it terminates', () => {
    const attachments = [{ volumeId: volume, instanceId: host, attachedAt: 0 }];
    const known = facts({
      attachments,
      knownVolumes,
      tasks: [task('tracker')],
      terminations: new Map([[host, hour / 5]]),
    });
    expect(tell([volumeLine], known)).toEqual(['api ebs_ecs tracker 200', 'unallocated ebs_unattached 800']);
  });
});

describe('a line of a Fargate task', () => {
  const fargate = line({ resourceId: 'arn:task/tracker/0' });

  it('goes to the service of the task', () => {
    const tasks = [task('tracker', { instanceId: undefined })];
    expect(tell([fargate], facts({ tasks }))).toEqual(['api fargate tracker 1000']);
  });

  it('stays unallocated under the name of a service that nobody registered', () => {
    const tasks = [{ ...task('stranger', { instanceId: undefined }), taskArn: 'arn:task/tracker/0' }];
    expect(tell([fargate], facts({ tasks }))).toEqual(['unallocated unallocated stranger 1000']);
  });
});

describe('rules', () => {
  const rule = (applies: RuleFact['applies'], gives: RuleFact['gives'], product: string): RuleFact => ({
    applies,
    gives,
    matches: ({ awsProduct }) => awsProduct === product,
  });
  const of = (awsProduct: string, changes: Partial<LineFact> = {}): LineFact =>
    line({ awsProduct, resourceId: undefined, ...changes });

  it('come before a tag only if they say so', () => {
    const rules = [
      rule('first', { kind: 'area', productArea: 'website' }, 'dns'),
      rule('default', { kind: 'area', productArea: 'api' }, 'audit'),
    ];
    const lines = [
      of('dns', { productAreaTag: 'warehouses' }),
      of('audit', { productAreaTag: 'warehouses' }),
      of('audit'),
    ];
    expect(tell(lines, facts({ rules }))).toEqual([
      'website first_rule 1000',
      'warehouses tag 1000',
      'api rule 1000',
    ]);
  });

  it('share evenly in the order of the areas', () => {
    const rules = [
      rule('default', { kind: 'even', productAreas: ['warehouses', 'api', 'integrations'] }, 'metrics'),
    ];
    expect(tell([of('metrics')], facts({ rules }))).toEqual([
      'api shared 333',
      'integrations shared 333',
      'warehouses shared 334',
    ]);
  });

  it('share in proportion to what the areas have of their own, by account or by month', () => {
    const dollar = 10n ** 18n;
    const own = [
      of('things', { productAreaTag: 'api', units: 3n * dollar }),
      of('things', { productAreaTag: 'website', units: dollar }),
      of('things', { productAreaTag: 'warehouses', units: -dollar }),
      of('things', { units: 50n * dollar }),
      of('things', { productAreaTag: 'integrations', accountId: '2', units: 4n * dollar }),
      of('things', { productAreaTag: 'integrations', statementMonth: '2017-02', units: 4n * dollar }),
    ];
    const shares = (within: 'account' | 'month') =>
      tell(
        [of('tax'), ...own],
        facts({ rules: [rule('default', { kind: 'proportional', within }, 'tax')] }),
      ).slice(own.length);
    expect(shares('account')).toEqual(['api shared 750', 'website shared 250']);
    expect(shares('month')).toEqual(['api shared 375', 'integrations shared 500', 'website shared 125']);
  });

  it('leave a line unallocated when there is nothing to share by', () => {
    const rules = [rule('default', { kind: 'proportional', within: 'month' }, 'tax')];
    expect(tell([of('tax')], facts({ rules }))).toEqual(['unallocated shared 1000']);
  });

  it('share the unattached stretch of a volume with one rounding', () => {
    const attachments = [{ volumeId: volume, instanceId: host, attachedAt: 0, detachedAt: hour / 2 }];
    const rules = [rule('default', { kind: 'even', productAreas: ['api', 'website'] }, 'disk')];
    const known = facts({ attachments, tasks: [task('loader')], knownVolumes: new Set([volume]), rules });
    // Boundaries at 1/2, 3/4 and 1 of seven units: 3, 5 and 7.
    expect(tell([of('disk', { resourceId: volume, units: 7n })], known)).toEqual([
      'warehouses ebs_ecs loader 3',
      'api shared 2',
      'website shared 2',
    ]);
  });
});
