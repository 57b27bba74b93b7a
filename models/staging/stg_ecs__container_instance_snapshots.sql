/*
description: One row per container instance that an answer of DescribeContainerInstances shows, as its newest version was.
grain: [container_instance_arn]
materialized: table
redshift: {dist: container_instance_arn, sort: [container_instance_arn]}
columns:
  cpu_capacity: {description: "CPU units that the instance registered, 1024 for a processor."}
  memory_capacity: {description: MiB that the instance registered.}
*/
with

snapshots as (

    select * from {{source "ecs" "container_instance_snapshots"}}

),

-- Last by all that is taken from a snapshot: where two contradict each other, their order in a file says nothing.
ranked as (

    select
        *,
        row_number() over (
            partition by container_instance_arn
            order by coalesce(version, 0) desc, instance_id, registered_resources, registered_at
        ) as version_rank
    from snapshots
    where container_instance_arn is not null

),

newest as (

    select
        *,
        {{registered "registered_resources" "CPU"}} as said_cpu,
        {{registered "registered_resources" "MEMORY"}} as said_memory
    from ranked
    where version_rank = 1

),

container_instance_snapshots as (

    select
        container_instance_arn,
        instance_id,
        {{registered_amount "said_cpu"}} as cpu_capacity,
        {{registered_amount "said_memory"}} as memory_capacity,
        registered_at
    from newest

)

select * from container_instance_snapshots
