with

api_events as (

    select * from "raw".raw_ec2__api_events

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
