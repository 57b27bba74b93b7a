import { describe, expect, it } from 'vitest';
import { billStartedAt, hourMs } from '../../../../orchestrator/sample/calendar.ts';
import { knownFacts, snapshotTimes } from '../../../../orchestrator/sample/world/known-facts.ts';
import { buildSampleWorld } from '../../../../orchestrator/sample/world/sample-world.ts';
import { calendar, february } from '../two-months.ts';

const world = buildSampleWorld(160_000, 1, calendar);
const facts = knownFacts(world);

describe('the company of 160,000 lines', () => {
  it('has hosts that come and go, in every pool, and one agent that lost its memory', () => {
    expect(new Set(world.hosts.map(({ pool }) => pool.name))).toEqual(
      new Set(['integrations', 'core', 'warehouses', 'staging']),
    );
    expect(new Set(world.hosts.map(({ ending }) => ending))).toEqual(
      new Set(['clean', 'deregistered', 'silent', 'lost']),
    );
    expect(world.hosts.some(({ registrations }) => registrations.length > 1)).toBe(true);
    expect(world.hosts.some(({ launchedAt }) => launchedAt < billStartedAt)).toBe(true);
  });

  it('has ten to fifteen services on a host in an hour', () => {
    const at = february.startedAt + 20 * hourMs;
    const there = world.tasks.filter(
      ({ startedAt, stoppedAt }) =>
        startedAt !== undefined && startedAt < at + hourMs && (stoppedAt ?? calendar.stoppedAt) > at,
    );
    const pairs = new Set(there.map(({ service, host }) => `${host?.instanceId} ${service.name}`));
    const hosts = new Set(there.map(({ host }) => host));
    expect(pairs.size / hosts.size).toBeGreaterThan(10);
    expect(pairs.size / hosts.size).toBeLessThan(15);
  });

  it('has tasks that run across midnight of the month', () => {
    const across = world.tasks.filter(
      ({ startedAt, stoppedAt }) =>
        startedAt !== undefined && startedAt < february.startedAt && (stoppedAt ?? 0) > february.startedAt,
    );
    expect(across.length).toBeGreaterThan(5);
  });

  it('has a volume that several hosts hold at once, and a snapshot that saw it', () => {
    const shared = world.volumes.find(({ isMultiAttach }) => isMultiAttach);
    const [first] = shared?.attachments ?? [];
    expect(shared?.attachments.length).toBeGreaterThan(1);
    expect(
      snapshotTimes(world).some((at) => at > (first?.attachedAt ?? at) && at < (first?.endedAt ?? at + 1)),
    ).toBe(true);
  });

  it('lets nobody know of volumes that came and went between two snapshots', () => {
    const unknown = world.volumes.filter(({ volumeId }) => !facts.knownVolumes.has(volumeId));
    expect(unknown.length).toBeGreaterThan(0);
    expect(unknown.every(({ isLaunchVolume }) => isLaunchVolume)).toBe(true);
  });

  it('lets nobody know the host of tasks whose container instance was never seen', () => {
    const nowhere = facts.tasks.filter(
      ({ instanceId, taskArn }) => instanceId === undefined && taskArn.includes('task/'),
    );
    expect(nowhere.length).toBeGreaterThanOrEqual(world.fargateTasks.length);
  });

  it('has no attachment of an ordinary volume begin before the one before it ended', () => {
    for (const { attachments, isMultiAttach } of world.volumes) {
      if (isMultiAttach) continue;
      for (const [position, { attachedAt }] of attachments.slice(1).entries()) {
        expect(attachedAt).toBeGreaterThanOrEqual(attachments[position]?.endedAt ?? Number.POSITIVE_INFINITY);
      }
    }
  });
});
