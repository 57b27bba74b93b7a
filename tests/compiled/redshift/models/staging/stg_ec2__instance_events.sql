with

api_events as (

    select * from "raw".raw_ec2__api_events

),

-- Last by all that is taken from a delivery: where two contradict each other, their order in a file says nothing.
ranked as (

    select
        *,
        row_number() over (partition by event_id, instance_id order by occurred_at, event_name) as delivery_rank
    from api_events
    where event_name in ('RunInstances', 'TerminateInstances')
        and coalesce(event_source, 'ec2.amazonaws.com') = 'ec2.amazonaws.com'
        and error_code is null
        and event_id is not null
        and occurred_at is not null
        and instance_id is not null

),

instance_events as (

    select
        event_id,
        event_name,
        instance_id,
        occurred_at
    from ranked
    where delivery_rank = 1

)

select * from instance_events
