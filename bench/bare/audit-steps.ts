import type { BareStep } from './bare-step.ts';

/** What has to be seen of a month before it may be published: that nothing is there twice, nothing is missing, and all of it adds up. */
export const auditSteps: readonly BareStep[] = [
  {
    name: 'see that each line is there once',
    phase: 'build',
    replaces: ['audit int_grouped_lines'],
    work: `create table bare.audit as
      select count(*) - count(distinct hash(bill_line_id)) as twice, sum(unblended_cost) as cost from intermediate.int_grouped_lines`,
  },
  {
    name: 'see that no charge, part of a volume, share or claim is there twice',
    phase: 'build',
    replaces: [
      'audit int_charged_intervals',
      'audit int_ebs_parts',
      'audit int_ecs_service_weights',
      'audit int_claims',
    ],
    work: `create table bare.keys as
      select count(*) - count(distinct hash(instance_id, volume_id, started_at, stopped_at)) as twice from intermediate.int_charged_intervals
      union all
      select count(*) - count(distinct hash(volume_id, started_at, stopped_at, instance_id)) from intermediate.int_ebs_parts
      union all
      select count(*) - count(distinct hash(host_interval_id, service_number)) from intermediate.int_ecs_service_weights
      union all
      select count(*) - count(distinct hash(line_group, bill_line_id, instance_id)) from intermediate.int_claims`,
  },
  {
    name: 'see that every loaded row is a line',
    phase: 'build',
    replaces: ['audit loaded_rows_are_bill_lines', 'audit loaded_months_have_bill_lines'],
    work: `create table bare.loaded as
      select statement_month, file_id, count(*) as lines, sum(unblended_cost) as cost from intermediate.int_bill_lines group by all`,
  },
  {
    name: 'see that every line is claimed and summed up, by treatment',
    phase: 'build',
    replaces: ['audit bill_lines_are_claimed_once', 'audit allocated_costs_are_all_summed_up'],
    work: `create table bare.claimed as
      select claim, count(*) as lines
      from (
        select claim
        from intermediate.int_grouped_lines as lines
        inner join intermediate.int_claims as claims on claims.line_group = lines.line_group and claims.bill_line_id is null
        union all
        select claim from intermediate.int_claims where bill_line_id is not null
      ) as claimed
      group by all`,
  },
  {
    name: 'see that the parts of each group sum to its lines',
    phase: 'build',
    replaces: [
      'audit bill_lines_are_allocated_exactly',
      'audit adds_up_to__int_grouped_lines__int_line_groups__by_statement_month__line_group',
    ],
    work: `create table bare.differences as
      select groups.line_group
      from intermediate.int_line_groups as groups
      left join (select line_group, sum(unblended_cost) as cost from allocation.alc_group_costs group by all) as sums using (line_group)
      left join (select line_group, sum(unblended_cost) as cost from intermediate.int_grouped_lines group by all) as lines using (line_group)
      where sums.cost is distinct from groups.unblended_cost or lines.cost is distinct from groups.unblended_cost`,
  },
];
