import { rm } from 'node:fs/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { quote } from './quote.ts';
import type { SourceFolders } from './sample-files.ts';

interface BareStep {
  readonly name: string;
  readonly sql: string;
}

/** What makes lines one group, of what `int_bill_lines` has. */
const groupColumns =
  'payer_account_id, account_id, invoice_id, is_estimated, line_kind, record_type, aws_product, usage_type, operation, resource_id, currency, tags, file_id';

const day = 86_400_000;

/** Each task once for each day that it touches. */
const tasksOfDays = `(
          select host_number, ecs_service, weight_per_millisecond, epoch_ms(tasks.started_at) as first, epoch_ms(tasks.stopped_at) as last,
            unnest(range(epoch_ms(tasks.started_at) // ${day}, least((epoch_ms(tasks.stopped_at) - 1) // ${day}, last_day) + 1)) as day
          from intermediate.int_ecs_task_intervals as tasks
          inner join (select distinct host_number, instance_id from intermediate.int_ecs_host_intervals) as hosts using (instance_id)
          cross join (select max(until_milliseconds) // ${day} as last_day from intermediate.int_ecs_host_intervals) as days
          where tasks.started_at < tasks.stopped_at
        )`;

/**
 * The work of a month that no plan can leave out, each piece as one bare statement that writes a table: without checks, tests and the
 * second delivery of an event, and with money as doubles. What ours take longer is what exactness and audit cost. Of a built database;
 * what is made goes again.
 */
export async function timeBareSteps(
  database: string,
  sources: SourceFolders,
): Promise<readonly (BareStep & { readonly seconds: number; readonly cpuSeconds: number })[]> {
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
      sql: `create table bare.events as
        select id, "detail-type" as kind, account, region, time, unnest(detail)
        from read_json(${quote(`${events}/*`)}, format = 'unstructured', maximum_object_size = 16777216,
          columns = {id: 'VARCHAR', 'detail-type': 'VARCHAR', account: 'VARCHAR', region: 'VARCHAR', time: 'TIMESTAMP', detail: '${detail}'})`,
    },
    {
      name: 'group the lines',
      sql: `create table bare.groups as
        select ${groupColumns}, count(*) as lines, sum(unblended_cost) as cost, min(started_at) as first, max(started_at) as last
        from intermediate.int_bill_lines group by all`,
    },
    {
      name: 'write down the group of each line',
      sql: `create table bare.lines as
        select bill_line_id, hash(${groupColumns}) as line_group, started_at, stopped_at, unblended_cost
        from intermediate.int_bill_lines`,
    },
    {
      name: 'find the life of each task',
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
    {
      name: 'weigh the services in each hour of each host',
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
      sql: `create table bare.shares as
        select *, sum(weight) over (partition by host_interval_id order by service_number) - weight as before
        from bare.weights`,
    },
    {
      name: 'divide the hosts’ lines and sum the parts up',
      sql: `create table bare.parts as
        select line_group, service_number, sum(floor(cost * (before + weight) / total) - floor(cost * before / total)) as units
        from (
          select line_group, host_interval_id, cast(unblended_cost as double) * 1e18 as cost, cast(host_share_total as double) as total
          from intermediate.int_claims where host_interval_id is not null
        ) as claims
        inner join (
          select host_interval_id, service_number, cast(share_before as double) as before, cast(share_weight as double) as weight
          from intermediate.int_ecs_service_weights
        ) as weights using (host_interval_id)
        group by all`,
    },
  ];
}
