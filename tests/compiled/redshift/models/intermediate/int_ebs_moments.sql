with

volume_events as (

    select *
    from staging.stg_ec2__volume_events
    where volume_id is not null

),

snapshots as (

    select * from staging.stg_ec2__volume_snapshots

),

instance_ends as (

    select * from intermediate.int_instance_ends

),

multi_attach_volumes as (

    select distinct volume_id
    from snapshots
    where is_multi_attach

),

said_starts as (

    select volume_id, instance_id, occurred_at as moment_at
    from volume_events
    where event_name = 'AttachVolume'
        and instance_id is not null

    union

    select volume_id, instance_id, attached_at as moment_at
    from snapshots
    where instance_id is not null
        and attached_at is not null

),

said_detaches as (

    select distinct volume_id, instance_id, occurred_at as moment_at
    from volume_events
    where event_name = 'DetachVolume'

),

-- CloudTrail's times are whole seconds. Attached and detached in the same one, the volume is afterwards where it was
-- before, so both are left out.
starts as (

    select said_starts.*
    from said_starts
    left join said_detaches
        on said_detaches.volume_id = said_starts.volume_id
        and said_detaches.instance_id = said_starts.instance_id
        and said_detaches.moment_at = said_starts.moment_at
    where said_detaches.volume_id is null

),

detaches as (

    select said_detaches.*
    from said_detaches
    left join said_starts
        on said_starts.volume_id = said_detaches.volume_id
        and said_starts.instance_id = said_detaches.instance_id
        and said_starts.moment_at = said_detaches.moment_at
    where said_starts.volume_id is null

),

pairs as (

    select volume_id, instance_id
    from starts

    union

    select volume_id, instance_id
    from detaches
    where instance_id is not null

),

-- A detach that names no instance, a deletion and a termination end the attachment wherever the volume was. They do not say at which of
-- its instances it was.
moments as (

    select volume_id, instance_id, moment_at, 'attached' as kind
    from starts

    union

    select volume_id, instance_id, moment_at, 'detached' as kind
    from detaches
    where instance_id is not null

    union

    select pairs.volume_id, pairs.instance_id, detaches.moment_at, 'released' as kind
    from pairs
    inner join detaches
        on detaches.volume_id = pairs.volume_id
        and detaches.instance_id is null

    union

    select pairs.volume_id, pairs.instance_id, volume_events.occurred_at as moment_at, 'deleted' as kind
    from pairs
    inner join volume_events
        on volume_events.volume_id = pairs.volume_id
        and volume_events.event_name = 'DeleteVolume'

    union

    select pairs.volume_id, pairs.instance_id, instance_ends.terminated_at as moment_at, 'terminated' as kind
    from pairs
    inner join instance_ends on instance_ends.instance_id = pairs.instance_id

),

-- A terminated host holds no volume any more: a detach that comes later says of the volume what its termination said already.
possible_moments as (

    select distinct
        moments.volume_id,
        moments.instance_id,
        case
            when moments.kind = 'detached' and instance_ends.terminated_at < moments.moment_at then instance_ends.terminated_at
            else moments.moment_at
        end as moment_at,
        moments.kind
    from moments
    left join instance_ends on instance_ends.instance_id = moments.instance_id

),

known_moments as (

    select
        moments.volume_id,
        moments.instance_id,
        moments.moment_at,
        moments.kind,
        multi_attach_volumes.volume_id is not null as is_multi_attach
    from possible_moments as moments
    left join multi_attach_volumes on multi_attach_volumes.volume_id = moments.volume_id
    where moments.moment_at is not null

)

select * from known_moments
