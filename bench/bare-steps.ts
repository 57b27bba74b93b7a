import { rm } from 'node:fs/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { duckdbDialect } from '../orchestrator/warehouses/duckdb/dialect.ts';
import { quote } from './quote.ts';
import type { SourceFolders } from './sample-files.ts';

interface BareStep {
  readonly name: string;
  readonly sql: string;
  /** `load` or `build`: what of a run it belongs to. Absent: nothing, it is there to be compared with. */
  readonly phase?: 'load' | 'build';
}

export interface TimedStep extends BareStep {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** What makes lines one group, of what `int_bill_lines` has. */
const groupColumns =
  'payer_account_id, account_id, invoice_id, is_estimated, line_kind, record_type, aws_product, usage_type, operation, resource_id, currency, tags, file_id';

const day = 86_400_000;

/** The quickest exact division that we know is ours. */
const { quick_mul_div: mulDiv } = duckdbDialect.helpers;

/** Each task once for each day that it touches. */
const tasksOfDays = `(
          select host_number, ecs_service, weight_per_millisecond, epoch_ms(tasks.started_at) as first, epoch_ms(tasks.stopped_at) as last,
            unnest(range(epoch_ms(tasks.started_at) // ${day}, least((epoch_ms(tasks.stopped_at) - 1) // ${day}, last_day) + 1)) as day
          from intermediate.int_ecs_task_intervals as tasks
          inner join (select distinct host_number, instance_id from intermediate.int_ecs_host_intervals) as hosts using (instance_id)
          cross join (select max(until_milliseconds) // ${day} as last_day from intermediate.int_ecs_host_intervals) as days
          where tasks.started_at < tasks.stopped_at
        )`;

/** What each service weighs in each hour of each host, and where its share begins: of the tables that the ECS models have made before them. */
export const shareSteps: readonly BareStep[] = [
  {
    name: 'weigh the services in each hour of each host',
    phase: 'build',
    sql: `create table bare.weights as
      select intervals.host_interval_id, services.service_number,
        sum((least(until_milliseconds, last) - greatest(from_milliseconds, first)) * weight_per_millisecond) as weight
      from intermediate.int_ecs_host_intervals as intervals
      inner join ${tasksOfDays} as tasks
        on tasks.host_number = intervals.host_number
        and tasks.day = from_milliseconds // ${day} and first < until_milliseconds and last > from_milliseconds
      inner join intermediate.int_ecs_services as services using (ecs_service)
      group by all`,
  },
  {
    name: 'say where each share begins',
    phase: 'build',
    sql: `create table bare.shares as
      select *, sum(weight) over (partition by host_interval_id order by service_number) - weight as before
      from bare.weights`,
  },
];

/**
 * The work of a month that no plan can leave out, each piece as one bare statement that writes a table: exact, since another answer is no answer, but of
 * what was built nothing is described, nothing explained, nobody's mistakes are looked for, and what a statement reads of other models is there. Of a
 * built database; what is made goes again.
 */
export async function timeBareSteps(database: string, sources: SourceFolders): Promise<readonly TimedStep[]> {
  const scratch = `${database}.bare`;
  await rm(scratch, { force: true });
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run('set preserve_insertion_order = false');
    await connection.run('set integer_division = true');
    await connection.run(`attach ${quote(scratch)} as bare`);
    await connection.run(`attach ${quote(database)} as built (read_only)`);
    await connection.run('use built');
    const timed = [];
    for (const step of bareSteps(sources)) {
      const before = process.cpuUsage();
      const begin = performance.now();
      await connection.run(step.sql);
      const { user, system } = process.cpuUsage(before);
      timed.push({
        ...step,
        seconds: (performance.now() - begin) / 1000,
        cpuSeconds: (user + system) / 1e6,
      });
    }
    return timed;
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(scratch, { force: true });
  }
}

function bareSteps({ ecs_events: events }: SourceFolders): BareStep[] {
  const detail = `STRUCT(taskArn VARCHAR, containerInstanceArn VARCHAR, version BIGINT, "group" VARCHAR, launchType VARCHAR, lastStatus VARCHAR,
    desiredStatus VARCHAR, cpu BIGINT, memory BIGINT, containers VARCHAR, createdAt TIMESTAMP, startedAt TIMESTAMP, stoppedAt TIMESTAMP,
    ec2InstanceId VARCHAR, registeredResources VARCHAR)`;
  return [
    {
      name: 'read the task events',
      phase: 'load',
      sql: `create table bare.events as
        select id, "detail-type" as kind, account, region, time, unnest(detail)
        from read_json(${quote(`${events}/*`)}, format = 'unstructured', maximum_object_size = 16777216,
          columns = {id: 'VARCHAR', 'detail-type': 'VARCHAR', account: 'VARCHAR', region: 'VARCHAR', time: 'TIMESTAMP', detail: '${detail}'})`,
    },
    {
      name: 'group the lines',
      phase: 'build',
      sql: `create table bare.groups as
        select ${groupColumns}, count(*) as lines, sum(unblended_cost) as cost, min(started_at) as first, max(started_at) as last
        from intermediate.int_bill_lines group by all`,
    },
    {
      name: 'write down the group of each line',
      phase: 'build',
      sql: `create table bare.lines as
        select bill_line_id, hash(${groupColumns}) as line_group, started_at, stopped_at, unblended_cost
        from intermediate.int_bill_lines`,
    },
    {
      name: 'find the life of each task',
      phase: 'build',
      sql: `create table bare.tasks as
        select taskArn, max(containerInstanceArn) as host, max("group") as service, min(startedAt) as started_at, max(stoppedAt) as stopped_at,
          max(cpu) as cpu
        from bare.events where kind = 'ECS Task State Change' group by taskArn`,
    },
    {
      name: 'only count which tasks overlap which hours of which hosts',
      sql: `create table bare.overlaps as
        select count(*) as overlaps
        from intermediate.int_ecs_host_intervals as intervals
        inner join ${tasksOfDays} as tasks
          on tasks.host_number = intervals.host_number
          and tasks.day = from_milliseconds // ${day} and first < until_milliseconds and last > from_milliseconds`,
    },
    ...shareSteps,
    {
      name: 'say which host each line of a host or volume is of',
      phase: 'build',
      sql: `create table bare.claims as
        select lines.line_group, lines.bill_line_id, lines.started_at, lines.stopped_at, lines.unblended_cost, usage.host_interval_id, usage.share_total
        from intermediate.int_grouped_lines as lines
        inner join intermediate.int_group_facts as facts on facts.line_group = lines.line_group and facts.is_timed
        left join intermediate.int_ebs_parts as parts
          on parts.volume_id = facts.cut_volume_id and parts.started_at = lines.started_at and parts.stopped_at = lines.stopped_at
        left join intermediate.int_ecs_host_usage as usage
          on usage.instance_id = coalesce(parts.instance_id, facts.instance_id)
          and usage.started_at = lines.started_at and usage.stopped_at = lines.stopped_at`,
    },
    {
      name: 'divide the hosts’ lines and sum the parts up',
      phase: 'build',
      sql: `create table bare.parts as
        select line_group, service_number, count(*) as parts,
          sum(${mulDiv('whole', 'rest', 'share_until', 'total')} - ${mulDiv('whole', 'rest', 'share_before', 'total')}) as units
        from (
          select line_group, host_interval_id, units // total as whole, units % total as rest, total
          from (
            select line_group, host_interval_id, cast(host_share_total as bigint) as total,
              cast(replace(cast(abs(unblended_cost) as varchar), '.', '') as bigint) as units
            from intermediate.int_claims
            where host_interval_id is not null and abs(unblended_cost) < 9.2 and host_share_total <= 1125899906842624
          ) as costs
        ) as claims
        inner join (
          select host_interval_id, service_number, share_before, share_before + share_weight as share_until
          from intermediate.int_ecs_service_weights
        ) as shares using (host_interval_id)
        group by all`,
    },
    {
      name: 'sum up the lines that go whole',
      phase: 'build',
      sql: `create table bare.whole as
        select lines.line_group, count(*) as lines, sum(lines.unblended_cost) as cost
        from intermediate.int_grouped_lines as lines
        inner join intermediate.int_claims as claims on claims.line_group = lines.line_group and claims.bill_line_id is null
        group by all`,
    },
    {
      name: 'see that each line is there once',
      phase: 'build',
      sql: `create table bare.audit as
        select count(*) - count(distinct hash(bill_line_id)) as twice, sum(unblended_cost) as cost from intermediate.int_grouped_lines`,
    },
  ];
}
