with

attachments as (

    select
        *,
        lead(started_at) over (partition by volume_id order by started_at, stopped_at) as next_started_at,
        lead(instance_id) over (partition by volume_id order by started_at, stopped_at) as next_instance_id
    from intermediate.int_ebs_attachments
    where not is_multi_attach

),

wrong as (

    select
        volume_id,
        instance_id,
        started_at,
        stopped_at,
        next_instance_id,
        next_started_at
    from attachments
    where next_started_at < stopped_at

)

select * from wrong
