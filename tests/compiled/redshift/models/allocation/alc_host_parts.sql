with

-- Nearly all lines. The claims `ecs` and `ebs_ecs` are given only to hosts that have shares, so the joins lose no cost;
-- tests/assertions/bill_lines_are_allocated_exactly.sql would say so.
quick_lines as (

    select
        *,
        cast(replace(cast(cast(unblended_cost as decimal(38,18)) as varchar(40)), '.', '') as decimal(38,0)) as cost_units
    from intermediate.int_line_claims
    where claim in ('ecs', 'ebs_ecs')
        and (cut_total = 1 and unblended_cost between -9.223372036854775807 and 9.223372036854775807 and host_share_total <= 1125899906842624)

),

-- What is the same for all parts of a line is worked out here: a line has fifty.
divided_lines as (

    select
        *,
        case when cost_units < 0 then -1 else 1 end as cost_sign,
        cast((cast(abs(cost_units) as decimal(38,0)) - mod(cast(abs(cost_units) as decimal(38,0)), cast(host_share_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(host_share_total as decimal(38,0)) * 10000 as decimal(38,0)) as whole_units,
        mod(cast(abs(cost_units) as decimal(38,0)), cast(host_share_total as decimal(38,0))) as rest_units
    from quick_lines

),

quick_parts as (

    select
        lines.*,
        shares.service_number,
        shares.share_before = 0 as is_first_part,
        (lines.cost_sign * (
    (cast(lines.whole_units as decimal(38,0)) * cast((shares.share_before + shares.share_weight) as decimal(38,0)) + cast((cast(cast(lines.rest_units as decimal(38,0)) * cast((shares.share_before + shares.share_weight) as decimal(38,0)) as decimal(38,0)) - mod(cast(cast(lines.rest_units as decimal(38,0)) * cast((shares.share_before + shares.share_weight) as decimal(38,0)) as decimal(38,0)), cast(lines.host_share_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(lines.host_share_total as decimal(38,0)) * 10000 as decimal(38,0)))
    - (cast(lines.whole_units as decimal(38,0)) * cast(shares.share_before as decimal(38,0)) + cast((cast(cast(lines.rest_units as decimal(38,0)) * cast(shares.share_before as decimal(38,0)) as decimal(38,0)) - mod(cast(cast(lines.rest_units as decimal(38,0)) * cast(shares.share_before as decimal(38,0)) as decimal(38,0)), cast(lines.host_share_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(lines.host_share_total as decimal(38,0)) * 10000 as decimal(38,0)))
)) as part_units
    from divided_lines as lines
    inner join intermediate.int_ecs_numbered_shares as shares on shares.host_interval_id = lines.host_interval_id

),

-- Those of volumes that were cut between hosts, above all.
long_lines as (

    select
        *,
        cast(replace(cast(cast(unblended_cost as decimal(38,18)) as varchar(40)), '.', '') as decimal(38,0)) as cost_units
    from intermediate.int_line_claims
    where claim in ('ecs', 'ebs_ecs')
        and not (cut_total = 1 and unblended_cost between -9.223372036854775807 and 9.223372036854775807 and host_share_total <= 1125899906842624)

),

pieces as (

    select * from (
    with

    with_whole as (

        select
            *,
            cast((cast(abs(cost_units) as decimal(38,0)) - mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(cut_total as decimal(38,0)) * 10000 as decimal(38,0)) as whole_quotient,
            mod(cast(abs(cost_units) as decimal(38,0)), cast(cut_total as decimal(38,0))) as whole_rest
        from long_lines as parts

    ),

    -- What lies before the piece, and the piece itself, each with what its division by cut_total leaves over.
    with_piece as (

        select
            *,
            whole_quotient * cut_before + cast((cast((whole_rest * cut_before) as decimal(38,0)) - mod(cast((whole_rest * cut_before) as decimal(38,0)), cast(cut_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(cut_total as decimal(38,0)) * 10000 as decimal(38,0)) as units_before,
            mod(cast((whole_rest * cut_before) as decimal(38,0)), cast(cut_total as decimal(38,0))) as rest_before,
            whole_quotient * cut_weight + cast((cast((whole_rest * cut_weight) as decimal(38,0)) - mod(cast((whole_rest * cut_weight) as decimal(38,0)), cast(cut_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(cut_total as decimal(38,0)) * 10000 as decimal(38,0)) as piece_units,
            mod(cast((whole_rest * cut_weight) as decimal(38,0)), cast(cut_total as decimal(38,0))) as piece_rest
        from with_whole

    )

    select * from with_piece
) as cut_lines

),

pieces_with_shares as (

    select
        pieces.*,
        shares.service_number,
        shares.share_before,
        shares.share_weight,
        pieces.host_share_total as share_total
    from pieces
    inner join intermediate.int_ecs_numbered_shares as shares on shares.host_interval_id = pieces.host_interval_id

),

parts as (

    select
        statement_month,
        bill_line_id,
        account_id,
        aws_product,
        usage_type,
        resource_id,
        instance_id,
        claim,
        service_number,
        part_units,
        line_group,
        is_first_part
    from quick_parts

    union all

    select
        statement_month,
        bill_line_id,
        account_id,
        aws_product,
        usage_type,
        resource_id,
        instance_id,
        claim,
        service_number,
        part_units,
        line_group,
        cut_before = 0 and share_before = 0 as is_first_part
    from (
    with

    with_share as (

        select
            *,
            share_before + share_weight as share_until,
            cast((cast(piece_units as decimal(38,0)) - mod(cast(piece_units as decimal(38,0)), cast(share_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(share_total as decimal(38,0)) * 10000 as decimal(38,0)) as piece_quotient,
            mod(cast(piece_units as decimal(38,0)), cast(share_total as decimal(38,0))) as piece_left
        from pieces_with_shares as pieces

    ),

    with_ends as (

        select
            *,
            cast((cast((piece_left * share_before) as decimal(38,0)) - mod(cast((piece_left * share_before) as decimal(38,0)), cast(share_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(share_total as decimal(38,0)) * 10000 as decimal(38,0)) as left_before,
            cast((cast((piece_left * share_until) as decimal(38,0)) - mod(cast((piece_left * share_until) as decimal(38,0)), cast(share_total as decimal(38,0)))) * cast('0.0001' as decimal(5,4)) / cast(share_total as decimal(38,0)) * 10000 as decimal(38,0)) as left_until
        from with_share

    ),

    -- The three rests on their common denominator, cut_total x share_total: together less than three times it.
    with_rests as (

        select
            *,
            (piece_left * share_before - left_before * share_total) * cut_total
                + rest_before * share_total + piece_rest * share_before as rests_before,
            (piece_left * share_until - left_until * share_total) * cut_total
                + rest_before * share_total + piece_rest * share_until as rests_until,
            cut_total * share_total as common_total
        from with_ends

    ),

    with_part_units as (

        select
            *,
            (case when cost_units < 0 then -1 else 1 end * ((units_before + piece_quotient * share_until + left_until + case when rests_until >= 2 * common_total then 2 when rests_until >= common_total then 1 else 0 end) - (units_before + piece_quotient * share_before + left_before + case when rests_before >= 2 * common_total then 2 when rests_before >= common_total then 1 else 0 end))) as part_units
        from with_rests

    ),

    with_part_cost as (

        select
            *,
            cast(cast(part_units as decimal(38,0)) * cast('0.000000000000000001' as decimal(18,18)) as decimal(38,18)) as part_cost
        from with_part_units

    )

    select * from with_part_cost
) as costs

)

select * from parts
