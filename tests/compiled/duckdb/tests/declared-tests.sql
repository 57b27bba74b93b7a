-- accepted_values__allocation_rules__applies
select applies, count(*) as row_count
from seeds.allocation_rules
where cast(applies as varchar) not in ('first', 'default')
group by applies;

-- accepted_values__allocation_rules__split
select split, count(*) as row_count
from seeds.allocation_rules
where cast(split as varchar) not in ('even', 'fixed', 'proportional_month', 'proportional_product', 'proportional_account')
group by split;

-- not_null__allocation_rules__priority__applies__reason
select *
from seeds.allocation_rules
where priority is null
    or applies is null
    or reason is null;

-- not_null__allocation_rules__rule_id
select *
from seeds.allocation_rules
where rule_id is null;

-- not_null__allocation_splits__rule_id__product_area
select *
from seeds.allocation_splits
where rule_id is null
    or product_area is null;

-- not_null__ecs_services__ecs_service
select *
from seeds.ecs_services
where ecs_service is null;

-- not_null__ecs_services__product_area
select *
from seeds.ecs_services
where product_area is null;

-- not_null__int_ecs_service_areas__ecs_service__valid_from
select *
from intermediate.int_ecs_service_areas
where ecs_service is null
    or valid_from is null;

-- not_null__product_areas__product_area
select *
from seeds.product_areas
where product_area is null;

-- relationships__allocation_rules__product_area__product_areas
select this.product_area, count(*) as row_count
from seeds.allocation_rules as this
left join seeds.product_areas as other
    on this.product_area = other.product_area
where this.product_area is not null
    and other.product_area is null
group by this.product_area;

-- relationships__allocation_splits__product_area__product_areas
select this.product_area, count(*) as row_count
from seeds.allocation_splits as this
left join seeds.product_areas as other
    on this.product_area = other.product_area
where this.product_area is not null
    and other.product_area is null
group by this.product_area;

-- relationships__allocation_splits__rule_id__allocation_rules
select this.rule_id, count(*) as row_count
from seeds.allocation_splits as this
left join seeds.allocation_rules as other
    on this.rule_id = other.rule_id
where this.rule_id is not null
    and other.rule_id is null
group by this.rule_id;

-- relationships__ecs_services__product_area__product_areas
select this.product_area, count(*) as row_count
from seeds.ecs_services as this
left join seeds.product_areas as other
    on this.product_area = other.product_area
where this.product_area is not null
    and other.product_area is null
group by this.product_area;

-- accepted_values__stg_aws_dbr__bill_totals__total_kind
select total_kind, count(*) as row_count
from staging.stg_aws_dbr__bill_totals
where cast(total_kind as varchar) not in ('invoice', 'account', 'statement', 'other')
group by total_kind;

-- not_null__int_instance_ends__instance_id
select *
from intermediate.int_instance_ends
where instance_id is null;

-- not_null__stg_ec2__instance_events__event_id__instance_id
select *
from staging.stg_ec2__instance_events
where event_id is null
    or instance_id is null;

-- not_null__stg_ec2__volume_events__event_id
select *
from staging.stg_ec2__volume_events
where event_id is null;

-- accepted_values__int_ebs_moments__kind
select kind, count(*) as row_count
from intermediate.int_ebs_moments
where cast(kind as varchar) not in ('attached', 'detached', 'released', 'deleted', 'terminated')
group by kind;

-- accepted_values__int_ebs_attachments__end_source
select end_source, count(*) as row_count
from intermediate.int_ebs_attachments
where cast(end_source as varchar) not in ('detached', 'deleted', 'terminated', 'moved', 'open')
group by end_source;

-- accepted_values__int_ebs_attachments__start_source
select start_source, count(*) as row_count
from intermediate.int_ebs_attachments
where cast(start_source as varchar) not in ('attached', 'assumed')
group by start_source;

-- not_null__int_ebs_attachments__volume_id__instance_id__started_at
select *
from intermediate.int_ebs_attachments
where volume_id is null
    or instance_id is null
    or started_at is null;

-- not_null__int_ebs_moments__volume_id__instance_id__moment_at__kind
select *
from intermediate.int_ebs_moments
where volume_id is null
    or instance_id is null
    or moment_at is null
    or kind is null;

-- not_null__int_ebs_stays__volume_id__stayed_from
select *
from intermediate.int_ebs_stays
where volume_id is null
    or stayed_from is null;

-- not_null__int_ebs_unseen_attaches__volume_id__instance_id__detached_at
select *
from intermediate.int_ebs_unseen_attaches
where volume_id is null
    or instance_id is null
    or detached_at is null;

-- not_null__stg_ec2__volume_snapshots__volume_id
select *
from staging.stg_ec2__volume_snapshots
where volume_id is null;

-- not_null__stg_ecs__container_instance_events__container_instance_arn__version
select *
from staging.stg_ecs__container_instance_events
where container_instance_arn is null
    or version is null;

-- not_null__int_container_instances__container_instance_arn
select *
from intermediate.int_container_instances
where container_instance_arn is null;

-- not_null__stg_ecs__container_instance_snapshots__container_instance_arn
select *
from staging.stg_ecs__container_instance_snapshots
where container_instance_arn is null;

-- accepted_values__int_event_counts__treatment
select treatment, count(*) as row_count
from intermediate.int_event_counts
where cast(treatment as varchar) not in ('used', 'duplicate', 'failed call', 'other kind', 'unreadable', 'partly unreadable')
group by treatment;

-- not_null__int_event_counts__source_name__event_kind__treatment
select *
from intermediate.int_event_counts
where source_name is null
    or event_kind is null
    or treatment is null;

-- adds_up_to__int_grouped_lines__int_line_groups__by_statement_month__line_group
with

both_sides as (

    select statement_month, line_group, sum(unblended_cost) as amount, 'this' as side
    from intermediate.int_grouped_lines
    group by statement_month, line_group
    union all
    select statement_month, line_group, sum(unblended_cost) as amount, 'other' as side
    from intermediate.int_line_groups
    group by statement_month, line_group

),

sums as (

    select statement_month, line_group, coalesce(sum(case when side = 'this' then amount end), 0) as this_sum, coalesce(sum(case when side = 'other' then amount end), 0) as other_sum
    from both_sides
    group by statement_month, line_group

)

select statement_month, line_group, this_sum, other_sum, (this_sum - other_sum) as difference
from sums
where this_sum <> other_sum;

-- accepted_values__bill_check__verdict
select verdict, count(*) as row_count
from reports.bill_check
where cast(verdict as varchar) not in ('equal', 'differs', 'stated twice', 'not checkable')
group by verdict;

-- accepted_values__int_ecs_task_intervals__cpu_source
select cpu_source, count(*) as row_count
from intermediate.int_ecs_task_intervals
where cast(cpu_source as varchar) not in ('task', 'containers', 'minimum')
group by cpu_source;

-- accepted_values__int_ecs_task_intervals__end_source
select end_source, count(*) as row_count
from intermediate.int_ecs_task_intervals
where cast(end_source as varchar) not in ('stopped', 'deregistered', 'terminated', 'open')
group by end_source;

-- accepted_values__int_ecs_task_intervals__memory_source
select memory_source, count(*) as row_count
from intermediate.int_ecs_task_intervals
where cast(memory_source as varchar) not in ('task', 'minimum')
group by memory_source;

-- accepted_values__int_ecs_task_intervals__start_source
select start_source, count(*) as row_count
from intermediate.int_ecs_task_intervals
where cast(start_source as varchar) not in ('started', 'created', 'emitted', 'never')
group by start_source;

-- accepted_values__int_claims__claim
select claim, count(*) as row_count
from intermediate.int_claims
where cast(claim as varchar) not in ('first_rule', 'tag', 'resource_tag', 'ecs', 'ebs_ecs', 'ebs', 'fargate', 'rule', 'shared', 'support', 'ebs_unattached', 'unallocated')
group by claim;

-- accepted_values__alc_group_costs__method
select method, count(*) as row_count
from allocation.alc_group_costs
where cast(method as varchar) not in ('first_rule', 'tag', 'resource_tag', 'ecs', 'ecs_idle', 'ebs_ecs', 'ebs', 'ebs_unattached', 'fargate', 'rule', 'shared', 'support', 'unallocated')
group by method;

-- adds_up_to__alc_group_costs__int_line_groups__by_statement_month__account_id__aws_product
with

both_sides as (

    select statement_month, account_id, aws_product, sum(unblended_cost) as amount, 'this' as side
    from allocation.alc_group_costs
    group by statement_month, account_id, aws_product
    union all
    select statement_month, account_id, aws_product, sum(unblended_cost) as amount, 'other' as side
    from intermediate.int_line_groups
    group by statement_month, account_id, aws_product

),

sums as (

    select statement_month, account_id, aws_product, coalesce(sum(case when side = 'this' then amount end), 0) as this_sum, coalesce(sum(case when side = 'other' then amount end), 0) as other_sum
    from both_sides
    group by statement_month, account_id, aws_product

)

select statement_month, account_id, aws_product, this_sum, other_sum, (this_sum - other_sum) as difference
from sums
where this_sum <> other_sum;

-- adds_up_to__costs_by_aws_product__alc_group_costs__by_statement_month__aws_product__product_area
with

both_sides as (

    select statement_month, aws_product, product_area, sum(unblended_cost) as amount, 'this' as side
    from rollups.costs_by_aws_product
    group by statement_month, aws_product, product_area
    union all
    select statement_month, aws_product, product_area, sum(unblended_cost) as amount, 'other' as side
    from allocation.alc_group_costs
    group by statement_month, aws_product, product_area

),

sums as (

    select statement_month, aws_product, product_area, coalesce(sum(case when side = 'this' then amount end), 0) as this_sum, coalesce(sum(case when side = 'other' then amount end), 0) as other_sum
    from both_sides
    group by statement_month, aws_product, product_area

)

select statement_month, aws_product, product_area, this_sum, other_sum, (this_sum - other_sum) as difference
from sums
where this_sum <> other_sum;

-- adds_up_to__costs_by_aws_product__int_line_groups__by_statement_month__aws_product
with

both_sides as (

    select statement_month, aws_product, sum(unblended_cost) as amount, 'this' as side
    from rollups.costs_by_aws_product
    group by statement_month, aws_product
    union all
    select statement_month, aws_product, sum(unblended_cost) as amount, 'other' as side
    from intermediate.int_line_groups
    group by statement_month, aws_product

),

sums as (

    select statement_month, aws_product, coalesce(sum(case when side = 'this' then amount end), 0) as this_sum, coalesce(sum(case when side = 'other' then amount end), 0) as other_sum
    from both_sides
    group by statement_month, aws_product

)

select statement_month, aws_product, this_sum, other_sum, (this_sum - other_sum) as difference
from sums
where this_sum <> other_sum;

-- adds_up_to__costs_by_ecs_service__alc_group_costs__by_statement_month__ecs_service__product_area
with

both_sides as (

    select statement_month, ecs_service, product_area, sum(unblended_cost) as amount, 'this' as side
    from rollups.costs_by_ecs_service
    group by statement_month, ecs_service, product_area
    union all
    select statement_month, ecs_service, product_area, sum(unblended_cost) as amount, 'other' as side
    from allocation.alc_group_costs
    group by statement_month, ecs_service, product_area

),

sums as (

    select statement_month, ecs_service, product_area, coalesce(sum(case when side = 'this' then amount end), 0) as this_sum, coalesce(sum(case when side = 'other' then amount end), 0) as other_sum
    from both_sides
    group by statement_month, ecs_service, product_area

)

select statement_month, ecs_service, product_area, this_sum, other_sum, (this_sum - other_sum) as difference
from sums
where this_sum <> other_sum;

-- adds_up_to__costs_by_ecs_service__int_line_groups__by_statement_month
with

both_sides as (

    select statement_month, sum(unblended_cost) as amount, 'this' as side
    from rollups.costs_by_ecs_service
    group by statement_month
    union all
    select statement_month, sum(unblended_cost) as amount, 'other' as side
    from intermediate.int_line_groups
    group by statement_month

),

sums as (

    select statement_month, coalesce(sum(case when side = 'this' then amount end), 0) as this_sum, coalesce(sum(case when side = 'other' then amount end), 0) as other_sum
    from both_sides
    group by statement_month

)

select statement_month, this_sum, other_sum, (this_sum - other_sum) as difference
from sums
where this_sum <> other_sum;

-- adds_up_to__costs_by_product_area__alc_group_costs__by_statement_month__product_area
with

both_sides as (

    select statement_month, product_area, sum(unblended_cost) as amount, 'this' as side
    from rollups.costs_by_product_area
    group by statement_month, product_area
    union all
    select statement_month, product_area, sum(unblended_cost) as amount, 'other' as side
    from allocation.alc_group_costs
    group by statement_month, product_area

),

sums as (

    select statement_month, product_area, coalesce(sum(case when side = 'this' then amount end), 0) as this_sum, coalesce(sum(case when side = 'other' then amount end), 0) as other_sum
    from both_sides
    group by statement_month, product_area

)

select statement_month, product_area, this_sum, other_sum, (this_sum - other_sum) as difference
from sums
where this_sum <> other_sum;

-- adds_up_to__costs_by_product_area__int_line_groups__by_statement_month
with

both_sides as (

    select statement_month, sum(unblended_cost) as amount, 'this' as side
    from rollups.costs_by_product_area
    group by statement_month
    union all
    select statement_month, sum(unblended_cost) as amount, 'other' as side
    from intermediate.int_line_groups
    group by statement_month

),

sums as (

    select statement_month, coalesce(sum(case when side = 'this' then amount end), 0) as this_sum, coalesce(sum(case when side = 'other' then amount end), 0) as other_sum
    from both_sides
    group by statement_month

)

select statement_month, this_sum, other_sum, (this_sum - other_sum) as difference
from sums
where this_sum <> other_sum;

-- not_null__alc_group_costs__account_id__aws_product__unblended_cost
select *
from allocation.alc_group_costs
where account_id is null
    or aws_product is null
    or unblended_cost is null;

-- not_null__alc_group_costs__statement_month__line_group__product_area__method
select *
from allocation.alc_group_costs
where statement_month is null
    or line_group is null
    or product_area is null
    or method is null;

-- not_null__alc_own_costs__statement_month__line_group__product_area__method
select *
from allocation.alc_own_costs
where statement_month is null
    or line_group is null
    or product_area is null
    or method is null;

-- not_null__alc_pool_costs__statement_month__line_group__product_area__method
select *
from allocation.alc_pool_costs
where statement_month is null
    or line_group is null
    or product_area is null
    or method is null;

-- not_null__alc_pool_shares__statement_month__account_id__aws_product__pool__product_area
select *
from allocation.alc_pool_shares
where statement_month is null
    or account_id is null
    or aws_product is null
    or pool is null
    or product_area is null;

-- not_null__bill_check__statement_month__check_name__subject
select *
from reports.bill_check
where statement_month is null
    or check_name is null
    or subject is null;

-- not_null__costs_by_aws_product__run_id__statement_month__aws_product__product_area
select *
from rollups.costs_by_aws_product
where run_id is null
    or statement_month is null
    or aws_product is null
    or product_area is null;

-- not_null__costs_by_aws_product_final__statement_month__version__aws_product__product_area
select *
from rollups.costs_by_aws_product_final
where statement_month is null
    or version is null
    or aws_product is null
    or product_area is null;

-- not_null__costs_by_ecs_service__run_id__statement_month__product_area
select *
from rollups.costs_by_ecs_service
where run_id is null
    or statement_month is null
    or product_area is null;

-- not_null__costs_by_ecs_service_final__statement_month__version__product_area
select *
from rollups.costs_by_ecs_service_final
where statement_month is null
    or version is null
    or product_area is null;

-- not_null__costs_by_product_area__run_id__statement_month__product_area
select *
from rollups.costs_by_product_area
where run_id is null
    or statement_month is null
    or product_area is null;

-- not_null__costs_by_product_area_final__statement_month__version__product_area
select *
from rollups.costs_by_product_area_final
where statement_month is null
    or version is null
    or product_area is null;

-- not_null__event_health__finding
select *
from reports.event_health
where finding is null;

-- not_null__finalized_months__statement_month__version
select *
from rollups.finalized_months
where statement_month is null
    or version is null;

-- not_null__int_account_totals__statement_month__payer__account_id
select *
from intermediate.int_account_totals
where statement_month is null
    or payer is null
    or account_id is null;

-- not_null__int_charged_intervals__statement_month__started_at__stopped_at
select *
from intermediate.int_charged_intervals
where statement_month is null
    or started_at is null
    or stopped_at is null;

-- not_null__int_claims__statement_month__line_group
select *
from intermediate.int_claims
where statement_month is null
    or line_group is null;

-- not_null__int_ebs_parts__statement_month__volume_id__started_at__stopped_at
select *
from intermediate.int_ebs_parts
where statement_month is null
    or volume_id is null
    or started_at is null
    or stopped_at is null;

-- not_null__int_ecs_host_intervals__host_interval_id
select *
from intermediate.int_ecs_host_intervals
where host_interval_id is null;

-- not_null__int_ecs_host_usage__statement_month__instance_id__started_at__stopped_at
select *
from intermediate.int_ecs_host_usage
where statement_month is null
    or instance_id is null
    or started_at is null
    or stopped_at is null;

-- not_null__int_ecs_service_weights__host_interval_id__service_number
select *
from intermediate.int_ecs_service_weights
where host_interval_id is null
    or service_number is null;

-- not_null__int_ecs_services__statement_month__service_number
select *
from intermediate.int_ecs_services
where statement_month is null
    or service_number is null;

-- not_null__int_ecs_task_intervals__statement_month__task_arn
select *
from intermediate.int_ecs_task_intervals
where statement_month is null
    or task_arn is null;

-- not_null__int_group_facts__statement_month__line_group
select *
from intermediate.int_group_facts
where statement_month is null
    or line_group is null;

-- not_null__int_grouped_lines__statement_month__bill_line_id
select *
from intermediate.int_grouped_lines
where statement_month is null
    or bill_line_id is null;

-- not_null__int_line_groups__account_id__aws_product__line_kind__unblended_cost__is_estimated
select *
from intermediate.int_line_groups
where account_id is null
    or aws_product is null
    or line_kind is null
    or unblended_cost is null
    or is_estimated is null;

-- not_null__int_line_groups__statement_month__line_group
select *
from intermediate.int_line_groups
where statement_month is null
    or line_group is null;

-- not_null__int_months__statement_month
select *
from intermediate.int_months
where statement_month is null;

-- not_null__int_resource_tags__statement_month__account_id__resource_key__valid_from
select *
from intermediate.int_resource_tags
where statement_month is null
    or account_id is null
    or resource_key is null
    or valid_from is null;

-- not_null__int_rule_matches__statement_month__line_group__applies
select *
from intermediate.int_rule_matches
where statement_month is null
    or line_group is null
    or applies is null;

-- relationships__alc_group_costs__product_area__product_areas
select this.product_area, count(*) as row_count
from allocation.alc_group_costs as this
left join seeds.product_areas as other
    on this.product_area = other.product_area
where this.product_area is not null
    and other.product_area is null
group by this.product_area;

-- relationships__costs_by_aws_product__product_area__product_areas
select this.product_area, count(*) as row_count
from rollups.costs_by_aws_product as this
left join seeds.product_areas as other
    on this.product_area = other.product_area
where this.product_area is not null
    and other.product_area is null
group by this.product_area;

-- relationships__costs_by_ecs_service__product_area__product_areas
select this.product_area, count(*) as row_count
from rollups.costs_by_ecs_service as this
left join seeds.product_areas as other
    on this.product_area = other.product_area
where this.product_area is not null
    and other.product_area is null
group by this.product_area;

-- relationships__costs_by_product_area__product_area__product_areas
select this.product_area, count(*) as row_count
from rollups.costs_by_product_area as this
left join seeds.product_areas as other
    on this.product_area = other.product_area
where this.product_area is not null
    and other.product_area is null
group by this.product_area;

-- not_null__runs__run_id__statement_month
select *
from rollups.runs
where run_id is null
    or statement_month is null;

-- not_null__tag_coverage__statement_month__aws_product
select *
from reports.tag_coverage
where statement_month is null
    or aws_product is null;

-- not_null__top_problem_areas__statement_month__problem_rank
select *
from reports.top_problem_areas
where statement_month is null
    or problem_rank is null;

-- not_null__unallocated_costs__statement_month__aws_product__reason
select *
from reports.unallocated_costs
where statement_month is null
    or aws_product is null
    or reason is null;

-- unique__alc_group_costs__statement_month__line_group__ecs_service__product_area__method__reason
select statement_month, line_group, ecs_service, product_area, method, reason, count(*) as row_count
from allocation.alc_group_costs
group by statement_month, line_group, ecs_service, product_area, method, reason
having count(*) > 1;

-- unique__alc_own_costs__statement_month__line_group__ecs_service__product_area__method__reason
select statement_month, line_group, ecs_service, product_area, method, reason, count(*) as row_count
from allocation.alc_own_costs
group by statement_month, line_group, ecs_service, product_area, method, reason
having count(*) > 1;

-- unique__alc_pool_costs__statement_month__line_group__ecs_service__product_area__method__reason
select statement_month, line_group, ecs_service, product_area, method, reason, count(*) as row_count
from allocation.alc_pool_costs
group by statement_month, line_group, ecs_service, product_area, method, reason
having count(*) > 1;

-- unique__alc_pool_shares__statement_month__account_id__aws_product__pool__product_area
select statement_month, account_id, aws_product, pool, product_area, count(*) as row_count
from allocation.alc_pool_shares
group by statement_month, account_id, aws_product, pool, product_area
having count(*) > 1;

-- unique__allocation_rules__priority
select priority, count(*) as row_count
from seeds.allocation_rules
group by priority
having count(*) > 1;

-- unique__allocation_rules__rule_id
select rule_id, count(*) as row_count
from seeds.allocation_rules
group by rule_id
having count(*) > 1;

-- unique__allocation_splits__rule_id__product_area
select rule_id, product_area, count(*) as row_count
from seeds.allocation_splits
group by rule_id, product_area
having count(*) > 1;

-- unique__bill_check__statement_month__check_name__subject
select statement_month, check_name, subject, count(*) as row_count
from reports.bill_check
group by statement_month, check_name, subject
having count(*) > 1;

-- unique__costs_by_aws_product__run_id__statement_month__aws_product__product_area
select run_id, statement_month, aws_product, product_area, count(*) as row_count
from rollups.costs_by_aws_product
group by run_id, statement_month, aws_product, product_area
having count(*) > 1;

-- unique__costs_by_aws_product_final__statement_month__version__aws_product__product_area
select statement_month, version, aws_product, product_area, count(*) as row_count
from rollups.costs_by_aws_product_final
group by statement_month, version, aws_product, product_area
having count(*) > 1;

-- unique__costs_by_ecs_service__run_id__statement_month__ecs_service__product_area
select run_id, statement_month, ecs_service, product_area, count(*) as row_count
from rollups.costs_by_ecs_service
group by run_id, statement_month, ecs_service, product_area
having count(*) > 1;

-- unique__costs_by_ecs_service_final__statement_month__version__ecs_service__product_area
select statement_month, version, ecs_service, product_area, count(*) as row_count
from rollups.costs_by_ecs_service_final
group by statement_month, version, ecs_service, product_area
having count(*) > 1;

-- unique__costs_by_product_area__run_id__statement_month__product_area
select run_id, statement_month, product_area, count(*) as row_count
from rollups.costs_by_product_area
group by run_id, statement_month, product_area
having count(*) > 1;

-- unique__costs_by_product_area_final__statement_month__version__product_area
select statement_month, version, product_area, count(*) as row_count
from rollups.costs_by_product_area_final
group by statement_month, version, product_area
having count(*) > 1;

-- unique__ecs_services__ecs_service__valid_from
select ecs_service, valid_from, count(*) as row_count
from seeds.ecs_services
group by ecs_service, valid_from
having count(*) > 1;

-- unique__event_health__statement_month__finding
select statement_month, finding, count(*) as row_count
from reports.event_health
group by statement_month, finding
having count(*) > 1;

-- unique__finalized_months__statement_month__version
select statement_month, version, count(*) as row_count
from rollups.finalized_months
group by statement_month, version
having count(*) > 1;

-- unique__int_account_totals__statement_month__payer__account_id
select statement_month, payer, account_id, count(*) as row_count
from intermediate.int_account_totals
group by statement_month, payer, account_id
having count(*) > 1;

-- unique__int_charged_intervals__statement_month__instance_id__volume_id__started_at__stopped_at
select statement_month, instance_id, volume_id, started_at, stopped_at, count(*) as row_count
from intermediate.int_charged_intervals
group by statement_month, instance_id, volume_id, started_at, stopped_at
having count(*) > 1;

-- unique__int_claims__statement_month__line_group__bill_line_id__instance_id
select statement_month, line_group, bill_line_id, instance_id, count(*) as row_count
from intermediate.int_claims
group by statement_month, line_group, bill_line_id, instance_id
having count(*) > 1;

-- unique__int_container_instances__container_instance_arn
select container_instance_arn, count(*) as row_count
from intermediate.int_container_instances
group by container_instance_arn
having count(*) > 1;

-- unique__int_ebs_attachments__volume_id__instance_id__started_at
select volume_id, instance_id, started_at, count(*) as row_count
from intermediate.int_ebs_attachments
group by volume_id, instance_id, started_at
having count(*) > 1;

-- unique__int_ebs_moments__volume_id__instance_id__moment_at__kind
select volume_id, instance_id, moment_at, kind, count(*) as row_count
from intermediate.int_ebs_moments
group by volume_id, instance_id, moment_at, kind
having count(*) > 1;

-- unique__int_ebs_parts__statement_month__volume_id__started_at__stopped_at__instance_id
select statement_month, volume_id, started_at, stopped_at, instance_id, count(*) as row_count
from intermediate.int_ebs_parts
group by statement_month, volume_id, started_at, stopped_at, instance_id
having count(*) > 1;

-- unique__int_ebs_stays__volume_id__stayed_from__instance_id
select volume_id, stayed_from, instance_id, count(*) as row_count
from intermediate.int_ebs_stays
group by volume_id, stayed_from, instance_id
having count(*) > 1;

-- unique__int_ebs_unseen_attaches__volume_id__instance_id__detached_at
select volume_id, instance_id, detached_at, count(*) as row_count
from intermediate.int_ebs_unseen_attaches
group by volume_id, instance_id, detached_at
having count(*) > 1;

-- unique__int_ecs_host_intervals__host_interval_id
select host_interval_id, count(*) as row_count
from intermediate.int_ecs_host_intervals
group by host_interval_id
having count(*) > 1;

-- unique__int_ecs_host_usage__statement_month__instance_id__started_at__stopped_at
select statement_month, instance_id, started_at, stopped_at, count(*) as row_count
from intermediate.int_ecs_host_usage
group by statement_month, instance_id, started_at, stopped_at
having count(*) > 1;

-- unique__int_ecs_service_areas__ecs_service__valid_from
select ecs_service, valid_from, count(*) as row_count
from intermediate.int_ecs_service_areas
group by ecs_service, valid_from
having count(*) > 1;

-- unique__int_ecs_service_weights__host_interval_id__service_number
select host_interval_id, service_number, count(*) as row_count
from intermediate.int_ecs_service_weights
group by host_interval_id, service_number
having count(*) > 1;

-- unique__int_ecs_services__statement_month__service_number
select statement_month, service_number, count(*) as row_count
from intermediate.int_ecs_services
group by statement_month, service_number
having count(*) > 1;

-- unique__int_ecs_task_intervals__statement_month__task_arn
select statement_month, task_arn, count(*) as row_count
from intermediate.int_ecs_task_intervals
group by statement_month, task_arn
having count(*) > 1;

-- unique__int_event_counts__source_name__event_kind__treatment
select source_name, event_kind, treatment, count(*) as row_count
from intermediate.int_event_counts
group by source_name, event_kind, treatment
having count(*) > 1;

-- unique__int_group_facts__statement_month__line_group
select statement_month, line_group, count(*) as row_count
from intermediate.int_group_facts
group by statement_month, line_group
having count(*) > 1;

-- unique__int_grouped_lines__statement_month__bill_line_id
select statement_month, bill_line_id, count(*) as row_count
from intermediate.int_grouped_lines
group by statement_month, bill_line_id
having count(*) > 1;

-- unique__int_instance_ends__instance_id
select instance_id, count(*) as row_count
from intermediate.int_instance_ends
group by instance_id
having count(*) > 1;

-- unique__int_line_groups__statement_month__line_group
select statement_month, line_group, count(*) as row_count
from intermediate.int_line_groups
group by statement_month, line_group
having count(*) > 1;

-- unique__int_months__statement_month
select statement_month, count(*) as row_count
from intermediate.int_months
group by statement_month
having count(*) > 1;

-- unique__int_resource_tags__statement_month__account_id__resource_key__valid_from
select statement_month, account_id, resource_key, valid_from, count(*) as row_count
from intermediate.int_resource_tags
group by statement_month, account_id, resource_key, valid_from
having count(*) > 1;

-- unique__int_rule_matches__statement_month__line_group__applies
select statement_month, line_group, applies, count(*) as row_count
from intermediate.int_rule_matches
group by statement_month, line_group, applies
having count(*) > 1;

-- unique__product_areas__product_area
select product_area, count(*) as row_count
from seeds.product_areas
group by product_area
having count(*) > 1;

-- unique__runs__run_id__statement_month
select run_id, statement_month, count(*) as row_count
from rollups.runs
group by run_id, statement_month
having count(*) > 1;

-- unique__stg_ec2__instance_events__event_id__instance_id
select event_id, instance_id, count(*) as row_count
from staging.stg_ec2__instance_events
group by event_id, instance_id
having count(*) > 1;

-- unique__stg_ec2__volume_events__event_id
select event_id, count(*) as row_count
from staging.stg_ec2__volume_events
group by event_id
having count(*) > 1;

-- unique__stg_ec2__volume_snapshots__volume_id__instance_id__attached_at
select volume_id, instance_id, attached_at, count(*) as row_count
from staging.stg_ec2__volume_snapshots
group by volume_id, instance_id, attached_at
having count(*) > 1;

-- unique__stg_ecs__container_instance_events__container_instance_arn__version
select container_instance_arn, version, count(*) as row_count
from staging.stg_ecs__container_instance_events
group by container_instance_arn, version
having count(*) > 1;

-- unique__stg_ecs__container_instance_snapshots__container_instance_arn
select container_instance_arn, count(*) as row_count
from staging.stg_ecs__container_instance_snapshots
group by container_instance_arn
having count(*) > 1;

-- unique__tag_coverage__statement_month__aws_product
select statement_month, aws_product, count(*) as row_count
from reports.tag_coverage
group by statement_month, aws_product
having count(*) > 1;

-- unique__top_problem_areas__statement_month__problem_rank
select statement_month, problem_rank, count(*) as row_count
from reports.top_problem_areas
group by statement_month, problem_rank
having count(*) > 1;

-- unique__unallocated_costs__statement_month__aws_product__usage_type__reason
select statement_month, aws_product, usage_type, reason, count(*) as row_count
from reports.unallocated_costs
group by statement_month, aws_product, usage_type, reason
having count(*) > 1;

-- not_null__untagged_resources__statement_month__aws_product__account_id__resource_id
select *
from reports.untagged_resources
where statement_month is null
    or aws_product is null
    or account_id is null
    or resource_id is null;

-- unique__untagged_resources__statement_month__aws_product__account_id__resource_id
select statement_month, aws_product, account_id, resource_id, count(*) as row_count
from reports.untagged_resources
group by statement_month, aws_product, account_id, resource_id
having count(*) > 1;

