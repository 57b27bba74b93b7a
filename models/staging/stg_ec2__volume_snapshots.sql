/*
description: One row per attachment that an answer of DescribeVolumes shows, however often, and one for a volume that has none.
grain: [volume_id, instance_id, attached_at]
materialized: table
redshift: {dist: volume_id, sort: [volume_id, attached_at]}
columns:
  instance_id: {nullable: true, description: Null if the volume was attached to nothing.}
  attached_at: {nullable: true}
*/
with

snapshots as (

    select * from {{source "ec2" "volume_snapshots"}}

),

attached as (

    select
        volume_id,
        case when coalesce(state, 'attached') in ('attached', 'attaching', 'busy', 'detaching') then instance_id end as instance_id,
        case when coalesce(state, 'attached') in ('attached', 'attaching', 'busy', 'detaching') then attached_at end as attached_at,
        coalesce(is_multi_attach, false) as is_multi_attach
    from snapshots
    where volume_id is not null

),

volume_snapshots as (

    select
        volume_id,
        instance_id,
        attached_at,
        max(case when is_multi_attach then 1 else 0 end) = 1 as is_multi_attach
    from attached
    group by volume_id, instance_id, attached_at

)

select * from volume_snapshots
