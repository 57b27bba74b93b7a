/*
description: One row per EC2 instance that was seen to be terminated.
grain: [instance_id]
materialized: table
redshift: {dist: all, sort: [instance_id]}
*/
with

instance_events as (

    select * from {{ref "stg_ec2__instance_events"}}

),

instance_ends as (

    select
        instance_id,
        min(occurred_at) as terminated_at
    from instance_events
    where event_name = 'TerminateInstances'
        and instance_id is not null
    group by instance_id

)

select * from instance_ends
