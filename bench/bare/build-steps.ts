import { duckdbDialect } from '../../orchestrator/warehouses/duckdb/dialect.ts';
import { auditSteps } from './audit-steps.ts';
import type { BareStep } from './bare-step.ts';

/** What makes lines one group, of what `int_bill_lines` has. */
const groupColumns =
  'payer_account_id, account_id, invoice_id, is_estimated, line_kind, record_type, aws_product, usage_type, operation, resource_id, currency, tags, file_id';

const day = 86_400_000;

/** The quickest exact division that we know is ours. */
const { quick_mul_div: mulDiv } = duckdbDialect.helpers;

const isQuick = 'abs(unblended_cost) < 9.2 and host_share_total <= 1125899906842624';
const units = (type: string): string =>
  `cast(replace(cast(abs(unblended_cost) as varchar), '.', '') as ${type})`;

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
export const shareSteps = [
  {
    name: 'weigh the services in each hour of each host',
    phase: 'build',
    replaces: ['build int_ecs_service_weights'],
    work: `create table bare.weights as
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
    replaces: ['build int_ecs_service_weights'],
    work: `create table bare.shares as
      select *, sum(weight) over (partition by host_interval_id order by service_number) - weight as before
      from bare.weights`,
  },
] as const satisfies readonly BareStep[];

/** From the landed bill and events to sums that add up to it. */
export const buildSteps: readonly BareStep[] = [
  {
    name: 'group the lines',
    phase: 'build',
    replaces: ['build int_line_groups'],
    work: `create table bare.groups as
      select ${groupColumns}, count(*) as lines, sum(unblended_cost) as cost, min(started_at) as first, max(started_at) as last
      from intermediate.int_bill_lines group by all`,
  },
  {
    name: 'write down the group of each line',
    phase: 'build',
    replaces: ['build int_grouped_lines'],
    work: `create table bare.lines as
      select bill_line_id, hash(${groupColumns}) as line_group, started_at, stopped_at, unblended_cost
      from intermediate.int_bill_lines`,
  },
  {
    name: 'find the life of each task',
    phase: 'build',
    replaces: ['build int_ecs_task_intervals'],
    work: `create table bare.tasks as
      select taskArn, max(containerInstanceArn) as host, max("group") as service, max(launchType) as launch_type, max(cpu) as cpu, max(memory) as memory,
        min(startedAt) as started_at, min(createdAt) as created_at, min(time) as seen_at, max(stoppedAt) as stopped_at,
        max(case when lastStatus = 'STOPPED' then time end) as stop_seen_at
      from bare.events
      where kind = 'ECS Task State Change'
      group by taskArn`,
  },
  {
    name: 'count the events by what became of them',
    phase: 'build',
    replaces: ['build int_event_counts'],
    work: `create table bare.counts as
      select kind, is_odd, count(*) as events, sum(deliveries) - count(*) as duplicates
      from (
        select kind, hash(coalesce(taskArn, containerInstanceArn), version) as event, min(lastStatus is null or time is null) as is_odd, count(*) as deliveries
        from bare.events
        group by all
      )
      group by all`,
  },
  {
    name: 'find when hosts and volumes are charged',
    phase: 'build',
    replaces: ['build int_charged_intervals'],
    work: `create table bare.charged as
      select distinct instance_id, volume_id, started_at, stopped_at
      from intermediate.int_grouped_lines as lines
      inner join intermediate.int_line_groups as groups using (line_group)
      where instance_id is not null or volume_id is not null`,
  },
  {
    name: 'find which hosts the volumes were on then',
    phase: 'build',
    replaces: ['build int_ebs_parts'],
    work: `create table bare.stays as
      select charged.volume_id, charged.started_at, charged.stopped_at, stays.instance_id,
        epoch_ms(least(charged.stopped_at, stayed_until)) - epoch_ms(greatest(charged.started_at, stayed_from)) as weight
      from bare.charged as charged
      inner join intermediate.int_ebs_stays as stays
        on stays.volume_id = charged.volume_id and stayed_from < charged.stopped_at and stayed_until > charged.started_at`,
  },
  {
    name: 'list the hours of the hosts',
    phase: 'build',
    replaces: ['build int_ecs_host_intervals'],
    work: `create table bare.hours as
      select instance_id, started_at, stopped_at from bare.charged
      union
      select instance_id, started_at, stopped_at from bare.stays`,
  },
  {
    name: 'only count which tasks overlap which hours of which hosts',
    work: `create table bare.overlaps as
      select count(*) as overlaps
      from intermediate.int_ecs_host_intervals as intervals
      inner join ${tasksOfDays} as tasks
        on tasks.host_number = intervals.host_number
        and tasks.day = from_milliseconds // ${day} and first < until_milliseconds and last > from_milliseconds`,
  },
  ...shareSteps,
  {
    name: 'sum up the shares of each hour, and see that they make a whole',
    phase: 'build',
    replaces: ['build int_ecs_host_usage', 'audit shares_make_a_whole'],
    work: `create table bare.totals as
      select host_interval_id, sum(weight) as total, max(before + weight) as shared_until from bare.shares group by all`,
  },
  {
    name: 'say whose each line is',
    phase: 'build',
    replaces: ['build int_claims'],
    work: `create table bare.claims as
      select line_group, bill_line_id, started_at, stopped_at, unblended_cost, host_id, host_interval_id, share_total, cut_before, cut_weight, cut_total, claim,
        case
          when claim = 'tag' then tag_area when claim = 'resource_tag' then resource_tag_area when claim = 'rule' then rule_area
          when claim in ('unallocated', 'ebs_unattached') then 'unallocated'
        end as product_area
      from (
        select *,
          case
            when rule_applies = 'first' and rule_area is not null then 'rule'
            when host_interval_id is not null and not is_cut then 'ecs'
            when tag_area is not null then 'tag'
            when resource_tag_area is not null then 'resource_tag'
            when host_interval_id is not null then 'ebs_ecs'
            when rule_area is not null then 'rule'
            when is_cut and host_id is null then 'ebs_unattached'
            else 'unallocated'
          end as claim
        from (
          select facts.*, lines.bill_line_id, lines.started_at, lines.stopped_at, lines.unblended_cost,
            places.host_id, places.host_interval_id, places.share_total, places.is_cut, places.cut_before, places.cut_weight, places.cut_total
          from intermediate.int_grouped_lines as lines
          inner join intermediate.int_group_facts as facts on facts.line_group = lines.line_group and facts.is_timed
          left join (
            select volume_id as resource_key, parts.started_at, parts.stopped_at, parts.instance_id as host_id, host_interval_id, share_total, true as is_cut,
              cut_before, cut_weight, cut_total
            from intermediate.int_ebs_parts as parts
            left join intermediate.int_ecs_host_usage as usage
              on usage.instance_id = parts.instance_id and usage.started_at = parts.started_at and usage.stopped_at = parts.stopped_at
            union all
            select instance_id, started_at, stopped_at, instance_id, host_interval_id, share_total, false, 0, 1, 1
            from intermediate.int_ecs_host_usage
          ) as places
            on places.resource_key = coalesce(facts.instance_id, facts.cut_volume_id)
            and places.started_at = lines.started_at and places.stopped_at = lines.stopped_at
          union all
          select *, null, null, null, null, null, null, null, false, 0, 1, 1
          from intermediate.int_group_facts where not is_timed
        ) as places_of_lines
      ) as found`,
  },
  {
    name: 'divide the hosts’ lines and sum the parts up',
    phase: 'build',
    replaces: ['build alc_own_costs'],
    work: `create table bare.parts as
      select line_group, claim, service_number, count(*) as parts,
        sum(${mulDiv('whole', 'rest', 'share_until', 'total')} - ${mulDiv('whole', 'rest', 'share_before', 'total')}) as units
      from (
        select line_group, claim, host_interval_id, units // total as whole, units % total as rest, total
        from (
          select line_group, claim, host_interval_id, cast(host_share_total as bigint) as total, ${units('bigint')} as units
          from intermediate.int_claims
          where host_interval_id is not null and cut_total = 1 and ${isQuick}
        ) as costs
      ) as claims
      inner join (
        select host_interval_id, service_number, share_before, share_before + share_weight as share_until
        from intermediate.int_ecs_service_weights
      ) as shares using (host_interval_id)
      group by all`,
  },
  {
    name: 'divide the lines of volumes that moved',
    phase: 'build',
    replaces: ['build alc_own_costs'],
    work: `create table bare.cut_parts as
      select line_group, claim, service_number, count(*) as parts,
        sum(${mulDiv('piece // total', 'piece % total', 'share_until', 'total')} - ${mulDiv('piece // total', 'piece % total', 'share_before', 'total')}) as units
      from (
        select line_group, claim, host_interval_id, cast(host_share_total as bigint) as total,
          cast(units * (cut_before + cut_weight) // cut_total - units * cut_before // cut_total as bigint) as piece
        from (select *, ${units('hugeint')} as units from intermediate.int_claims where host_interval_id is not null and cut_total <> 1 and ${isQuick}) as costs
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
    replaces: ['build alc_own_costs'],
    work: `create table bare.whole as
      select line_group, claim, product_area, host_id is null as is_of_nobody, count(*) as lines, sum(unblended_cost) as cost
      from (
        select claims.line_group, claim, product_area, host_id, lines.unblended_cost
        from intermediate.int_grouped_lines as lines
        inner join bare.claims as claims on claims.line_group = lines.line_group and claims.bill_line_id is null
        union all
        select line_group, claim, product_area, host_id, unblended_cost
        from bare.claims
        where bill_line_id is not null and host_interval_id is null
      ) as claimed
      group by all`,
  },
  {
    name: 'give the sums their names',
    phase: 'build',
    replaces: ['build alc_own_costs'],
    work: `create table bare.sums as
      select parts.line_group, groups.account_id, groups.aws_product, groups.usage_type, services.ecs_service,
        coalesce(services.product_area, 'unallocated') as product_area, parts.claim as method,
        case when services.product_area is null then 'ECS service "' || services.ecs_service || '" has no product area on that day' end as reason,
        parts.parts, cast(parts.units as decimal(38, 0)) * cast('0.000000000000000001' as decimal(18, 18)) as cost
      from (select * from bare.parts union all select * from bare.cut_parts) as parts
      inner join intermediate.int_line_groups as groups using (line_group)
      left join intermediate.int_ecs_services as services on services.service_number = parts.service_number`,
  },
  {
    name: 'sum the sums up by service, area and product',
    phase: 'build',
    replaces: ['build costs_by_ecs_service', 'build costs_by_product_area', 'build costs_by_aws_product'],
    work: `create table bare.rollups as
      select ecs_service, product_area, aws_product, method, reason, sum(cost) as cost from bare.sums group by all`,
  },
  ...auditSteps,
];
