import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { shareSteps } from './bare/build-steps.ts';
import { type BenchFolder, dropDatabase } from './bench-folder.ts';
import type { BenchRow } from './bench-row.ts';

export interface EcsSplitBench {
  readonly folder: BenchFolder;
  /** How often both are measured, in turn; the quickest counts. */
  readonly rounds: number;
  /** Each has 720 hours that are billed, and about 40 tasks at a time. */
  readonly hosts: number;
}

/** The models that cut the hours of hosts by the tasks on them, in their order. */
const models = [
  'int_ecs_services',
  'int_ecs_host_intervals',
  'int_ecs_service_weights',
  'int_ecs_host_usage',
];

/**
 * How long our models take to say what each ECS service weighs in each hour of each host, written into tables: against the
 * quickest way that we know to only count which tasks overlap which hours, on the same tables, with nothing written.
 */
export async function measureEcsSplit({ folder, rounds, hosts }: EcsSplitBench): Promise<BenchRow[]> {
  const database = await folder.freshDatabase('ecs-split');
  await folder.apportion(['compile', '--target', 'bench', '--project-dir', folder.project]);
  const queries = new Map<string, string>();
  for (const model of models)
    queries.set(
      model,
      await readFile(path.join(folder.project, `target/compiled/models/intermediate/${model}.sql`), 'utf8'),
    );

  const instance = await DuckDBInstance.create(database, {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  try {
    for (const statement of makeTables(hosts)) await connection.run(statement);
    const counted: number[] = [];
    const split: number[] = [];
    const least: number[] = [];
    for (let round = 0; round < rounds; round++) {
      for (const bucket of ['hour', 'day'])
        counted.push(await secondsOf(connection, [countOverlaps(bucket)]));
      split.push(
        await secondsOf(
          connection,
          [...queries].map(([model, query]) => `create or replace table intermediate.${model} as ${query}`),
        ),
      );
      for (const statement of ['drop schema if exists bare cascade', 'create schema bare'])
        await connection.run(statement);
      least.push(
        await secondsOf(
          connection,
          shareSteps.map(({ work }) => work),
        ),
      );
    }
    const name = `ECS split, ${(hosts * 720).toLocaleString('en')} instance-hours of 40 tasks`;
    return [
      {
        name,
        unit: 'seconds',
        value: Math.min(...split),
        baseline: { name: 'the overlaps only counted', value: Math.min(...counted) },
        goal: { of: 'ratio', atMost: 3 },
      },
      {
        name: `${name}, of the least work`,
        unit: 'seconds',
        value: Math.min(...split),
        baseline: { name: 'its sums as bare statements', value: Math.min(...least) },
      },
    ];
  } finally {
    connection.closeSync();
    instance.closeSync();
    await dropDatabase(database);
  }
}

/** What the models read, for one month: hosts of five pools, with twelve services each. A task lives two to twenty-two hours. */
function makeTables(hosts: number): string[] {
  const hour = 3_600_000;
  return [
    'set integer_division = true',
    `set default_null_order = 'nulls_last_on_asc_first_on_desc'`,
    'set preserve_insertion_order = false',
    'create schema if not exists intermediate',
    `create table intermediate.int_charged_intervals as
      select date '2017-01-01' as statement_month, ${instanceId('host')} as instance_id, cast(null as varchar) as volume_id,
        timestamp '2017-01-01' + to_hours(cast(hour as integer)) as started_at,
        timestamp '2017-01-01' + to_hours(cast(hour + 1 as integer)) as stopped_at
      from range(${hosts}) as hosts(host), range(720) as hours(hour)`,
    `create table intermediate.int_ecs_task_intervals as
      with lives as (
        select host, slot, number,
          cast(hash(host * 1000003 + slot * 1009 + number) % 72000000 + 2 * ${hour} as bigint) as milliseconds
        from range(${hosts}) as hosts(host), range(38) as slots(slot), range(80) as numbers(number)
      ),
      ends as (
        select *, sum(milliseconds) over (partition by host, slot order by number) - cast(hash(host * 13 + slot) % 36000000 as bigint) as ended
        from lives
      )
      select date '2017-01-01' as statement_month,
        'arn:aws:ecs:us-west-2:111122223333:task/' || md5(host || '-' || slot || '-' || number) as task_arn,
        'service-' || host % 5 || '-' || slot % 12 as ecs_service,
        ${instanceId('host')} as instance_id,
        timestamp '2017-01-01' + to_milliseconds(cast(ended - milliseconds as bigint)) as started_at,
        timestamp '2017-01-01' + to_milliseconds(cast(ended as bigint)) as stopped_at,
        cast(64 * (1 + slot % 7) as bigint) as weight_per_millisecond
      from ends
      where ended > 0 and ended - milliseconds < 720 * cast(${hour} as bigint)
      order by task_arn`,
    `create table intermediate.int_container_instances as
      select distinct instance_id, cast(36864 as bigint) as cpu_capacity, cast(61440 as bigint) as memory_capacity
      from intermediate.int_charged_intervals`,
    `create table intermediate.int_ecs_service_areas as
      select distinct ecs_service, 'api' as product_area, timestamp '0001-01-01' as valid_from, timestamp '9999-12-31' as valid_until
      from intermediate.int_ecs_task_intervals`,
    `create table intermediate.int_ebs_parts as
      select statement_month, instance_id, started_at, stopped_at from intermediate.int_charged_intervals limit 0`,
    'checkpoint',
  ];
}

function instanceId(host: string): string {
  return `'i-' || printf('%017x', hash(${host}) % 4503599627370496)`;
}

/** Each task is listed in the hours or days that it touches, and looked for in those of the interval. */
function countOverlaps(bucket: string): string {
  return `
    select count(*)
    from intermediate.int_charged_intervals as intervals
    inner join (
      select instance_id, started_at, stopped_at,
        unnest(generate_series(date_trunc('${bucket}', started_at), stopped_at - interval 1 microsecond, interval 1 ${bucket})) as bucket
      from intermediate.int_ecs_task_intervals
    ) as tasks
      on tasks.instance_id = intervals.instance_id
      and tasks.bucket = date_trunc('${bucket}', intervals.started_at)
      and tasks.started_at < intervals.stopped_at
      and tasks.stopped_at > intervals.started_at`;
}

async function secondsOf(connection: DuckDBConnection, statements: readonly string[]): Promise<number> {
  const begin = performance.now();
  for (const statement of statements) await connection.run(statement);
  return (performance.now() - begin) / 1000;
}
