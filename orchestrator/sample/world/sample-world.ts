import type { SampleCalendar } from '../calendar.ts';
import { buildFargateTasks } from './fargate-tasks.ts';
import { buildHosts, type Host } from './hosts.ts';
import { buildPlainInstances, type PlainInstance } from './plain-instances.ts';
import { scaleOf } from './scale.ts';
import { buildTasks, type Task } from './tasks.ts';
import { buildVolumes, type Volume } from './volumes.ts';

/** Everything that happened at the company: what bill, events and snapshots each tell a part of. */
export interface SampleWorld {
  readonly seed: number;
  readonly lines: number;
  readonly calendar: SampleCalendar;
  readonly hosts: readonly Host[];
  readonly tasks: readonly Task[];
  readonly fargateTasks: readonly Task[];
  readonly plainInstances: readonly PlainInstance[];
  readonly volumes: readonly Volume[];
}

/** The company of a bill of about so many lines. The same arguments give the same company. */
export function buildSampleWorld(lines: number, seed: number, calendar: SampleCalendar): SampleWorld {
  const scale = scaleOf(lines);
  const hosts = buildHosts(seed, calendar, scale.hostHours);
  const plainInstances = buildPlainInstances(seed, calendar, scale.plainInstanceHours);
  return {
    seed,
    lines,
    calendar,
    hosts,
    tasks: buildTasks(seed, calendar, hosts),
    fargateTasks: buildFargateTasks(seed, calendar, scale.fargateHours),
    plainInstances,
    volumes: buildVolumes(seed, calendar, hosts, plainInstances),
  };
}
