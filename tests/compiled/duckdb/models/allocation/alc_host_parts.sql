with

-- Nearly all lines. The claims `ecs` and `ebs_ecs` are given only to hosts that have shares, so the joins lose no cost;
-- tests/assertions/bill_lines_are_allocated_exactly.sql would say so.
quick_lines as (

    select
        *,
        cast(replace(cast(cast(unblended_cost as decimal(38,18)) as varchar), '.', '') as hugeint) as cost_units
    from intermediate.int_line_claims
    where claim in ('ecs', 'ebs_ecs')
        and (cut_total = 1 and unblended_cost between -9.223372036854775807 and 9.223372036854775807 and host_share_total <= 1125899906842624)

),

-- What is the same for all parts of a line is worked out here: a line has fifty.
divided_lines as (

    select
        *,
        case when cost_units < 0 then -1 else 1 end as cost_sign,
        (cast(abs(cost_units) as bigint) // cast(host_share_total as bigint)) as whole_units,
        (cast(abs(cost_units) as bigint) % cast(host_share_total as bigint)) as rest_units
    from quick_lines

),

quick_parts as (

    select
        lines.*,
        shares.service_number,
        shares.share_before = 0 as is_first_part,
        (lines.cost_sign * (
    (lines.whole_units * cast((shares.share_before + shares.share_weight) as bigint) + cast(floor((cast(lines.rest_units as double) / cast(cast(lines.host_share_total as bigint) as double) * cast(cast((shares.share_before + shares.share_weight) as bigint) as double)) * 0.9999999999999996e0) as bigint) + case when floor((cast(lines.rest_units as double) / cast(cast(lines.host_share_total as bigint) as double) * cast(cast((shares.share_before + shares.share_weight) as bigint) as double)) * 0.9999999999999996e0) = floor((cast(lines.rest_units as double) / cast(cast(lines.host_share_total as bigint) as double) * cast(cast((shares.share_before + shares.share_weight) as bigint) as double)) * 1.0000000000000004e0) then 0 when cast((shares.share_before + shares.share_weight) as bigint) = cast(lines.host_share_total as bigint) then lines.rest_units - cast(floor((cast(lines.rest_units as double) / cast(cast(lines.host_share_total as bigint) as double) * cast(cast((shares.share_before + shares.share_weight) as bigint) as double)) * 0.9999999999999996e0) as bigint) when (cast(lines.rest_units as hugeint) * cast((shares.share_before + shares.share_weight) as bigint) - cast(cast(floor((cast(lines.rest_units as double) / cast(cast(lines.host_share_total as bigint) as double) * cast(cast((shares.share_before + shares.share_weight) as bigint) as double)) * 0.9999999999999996e0) as bigint) as hugeint) * cast(lines.host_share_total as bigint)) >= cast(lines.host_share_total as bigint) then 1 else 0 end)
    - (lines.whole_units * cast(shares.share_before as bigint) + cast(floor((cast(lines.rest_units as double) / cast(cast(lines.host_share_total as bigint) as double) * cast(cast(shares.share_before as bigint) as double)) * 0.9999999999999996e0) as bigint) + case when floor((cast(lines.rest_units as double) / cast(cast(lines.host_share_total as bigint) as double) * cast(cast(shares.share_before as bigint) as double)) * 0.9999999999999996e0) = floor((cast(lines.rest_units as double) / cast(cast(lines.host_share_total as bigint) as double) * cast(cast(shares.share_before as bigint) as double)) * 1.0000000000000004e0) then 0 when cast(shares.share_before as bigint) = cast(lines.host_share_total as bigint) then lines.rest_units - cast(floor((cast(lines.rest_units as double) / cast(cast(lines.host_share_total as bigint) as double) * cast(cast(shares.share_before as bigint) as double)) * 0.9999999999999996e0) as bigint) when (cast(lines.rest_units as hugeint) * cast(shares.share_before as bigint) - cast(cast(floor((cast(lines.rest_units as double) / cast(cast(lines.host_share_total as bigint) as double) * cast(cast(shares.share_before as bigint) as double)) * 0.9999999999999996e0) as bigint) as hugeint) * cast(lines.host_share_total as bigint)) >= cast(lines.host_share_total as bigint) then 1 else 0 end)
)) as part_units
    from divided_lines as lines
    inner join intermediate.int_ecs_numbered_shares as shares on shares.host_interval_id = lines.host_interval_id

),

-- Those of volumes that were cut between hosts, above all.
long_lines as (

    select
        *,
        cast(replace(cast(cast(unblended_cost as decimal(38,18)) as varchar), '.', '') as hugeint) as cost_units
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
            ((abs(cost_units)) // (cut_total)) as whole_quotient,
            ((abs(cost_units)) % (cut_total)) as whole_rest
        from long_lines as parts

    ),

    -- What lies before the piece, and the piece itself, each with what its division by cut_total leaves over.
    with_piece as (

        select
            *,
            whole_quotient * cut_before + (((whole_rest * cut_before)) // (cut_total)) as units_before,
            (((whole_rest * cut_before)) % (cut_total)) as rest_before,
            whole_quotient * cut_weight + (((whole_rest * cut_weight)) // (cut_total)) as piece_units,
            (((whole_rest * cut_weight)) % (cut_total)) as piece_rest
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
            ((piece_units) // (share_total)) as piece_quotient,
            ((piece_units) % (share_total)) as piece_left
        from pieces_with_shares as pieces

    ),

    with_ends as (

        select
            *,
            (cast(floor(cast(((piece_left * share_before)) as double) / cast(share_total as double)) as hugeint) + cast(floor(cast((((piece_left * share_before)) - cast(floor(cast(((piece_left * share_before)) as double) / cast(share_total as double)) as hugeint) * (share_total)) as double) / cast(share_total as double)) as hugeint) + case when ((((piece_left * share_before)) - cast(floor(cast(((piece_left * share_before)) as double) / cast(share_total as double)) as hugeint) * (share_total)) - cast(floor(cast((((piece_left * share_before)) - cast(floor(cast(((piece_left * share_before)) as double) / cast(share_total as double)) as hugeint) * (share_total)) as double) / cast(share_total as double)) as hugeint) * (share_total)) < 0 then -1 when ((((piece_left * share_before)) - cast(floor(cast(((piece_left * share_before)) as double) / cast(share_total as double)) as hugeint) * (share_total)) - cast(floor(cast((((piece_left * share_before)) - cast(floor(cast(((piece_left * share_before)) as double) / cast(share_total as double)) as hugeint) * (share_total)) as double) / cast(share_total as double)) as hugeint) * (share_total)) >= (share_total) then 1 else 0 end) as left_before,
            (cast(floor(cast(((piece_left * share_until)) as double) / cast(share_total as double)) as hugeint) + cast(floor(cast((((piece_left * share_until)) - cast(floor(cast(((piece_left * share_until)) as double) / cast(share_total as double)) as hugeint) * (share_total)) as double) / cast(share_total as double)) as hugeint) + case when ((((piece_left * share_until)) - cast(floor(cast(((piece_left * share_until)) as double) / cast(share_total as double)) as hugeint) * (share_total)) - cast(floor(cast((((piece_left * share_until)) - cast(floor(cast(((piece_left * share_until)) as double) / cast(share_total as double)) as hugeint) * (share_total)) as double) / cast(share_total as double)) as hugeint) * (share_total)) < 0 then -1 when ((((piece_left * share_until)) - cast(floor(cast(((piece_left * share_until)) as double) / cast(share_total as double)) as hugeint) * (share_total)) - cast(floor(cast((((piece_left * share_until)) - cast(floor(cast(((piece_left * share_until)) as double) / cast(share_total as double)) as hugeint) * (share_total)) as double) / cast(share_total as double)) as hugeint) * (share_total)) >= (share_total) then 1 else 0 end) as left_until
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
            (cast(part_units as decimal(38,0)) * cast('0.000000000000000001' as decimal(18,18))) as part_cost
        from with_part_units

    )

    select * from with_part_cost
) as costs

)

select * from parts
