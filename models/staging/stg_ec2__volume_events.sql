/*
description: >
  One row per call that attached, detached, created or deleted a volume. Failed calls are left out, and those of which the moment or the volume
  cannot be read, or of an attach the instance.
grain: [event_id]
materialized: table
redshift: {dist: volume_id, sort: [volume_id, occurred_at]}
columns:
  instance_id: {nullable: true, description: "Of AttachVolume, and of DetachVolume where the call names it."}
*/
with

api_events as (

    select * from {{source "ec2" "api_events"}}

),

-- Last by all that is taken from a delivery: where two contradict each other, their order in a file says nothing.
ranked as (

    select
        *,
        row_number() over (
            partition by event_id
            order by
                case when attached_instance_id is null then 1 else 0 end,
                occurred_at,
                event_name,
                volume_id,
                attached_instance_id,
                account_id,
                region
        ) as delivery_rank
    from api_events
    where event_name in ('AttachVolume', 'DetachVolume', 'CreateVolume', 'DeleteVolume')
        and coalesce(event_source, 'ec2.amazonaws.com') = 'ec2.amazonaws.com'
        and error_code is null
        and event_id is not null
        and occurred_at is not null
        and volume_id is not null
        -- A volume is detached from wherever it is, but cannot be attached to nowhere.
        and (event_name <> 'AttachVolume' or attached_instance_id is not null)

),

volume_events as (

    select
        event_id,
        event_name,
        account_id,
        region,
        volume_id,
        attached_instance_id as instance_id,
        occurred_at
    from ranked
    where delivery_rank = 1

)

select * from volume_events
