/*
description: >
  The rows of a relation, made of `cut_pieces_of` and its columns share_before, share_weight and share_total, with two columns more: `part_cost`, what
  `split_cost` gives for the share of the piece, and `part_units`, the same as a whole number of units; a query in parentheses. A step of the division is a column, so that what both
  ends of a part have in common is worked out once.
parameters: [relation]
*/
(
    with

    with_share as (

        select
            *,
            share_before + share_weight as share_until,
            {{int_div "piece_units" "share_total"}} as piece_quotient,
            {{int_mod "piece_units" "share_total"}} as piece_left
        from {{relation}} as pieces

    ),

    with_ends as (

        select
            *,
            {{quick_int_div (product "piece_left" "share_before") "share_total"}} as left_before,
            {{quick_int_div (product "piece_left" "share_until") "share_total"}} as left_until
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
            {{with_sign_of "cost_units"
                "(units_before + piece_quotient * share_until + left_until + case when rests_until >= 2 * common_total then 2 when rests_until >= common_total then 1 else 0 end)"
                "(units_before + piece_quotient * share_before + left_before + case when rests_before >= 2 * common_total then 2 when rests_before >= common_total then 1 else 0 end)"
            }} as part_units
        from with_rests

    ),

    with_part_cost as (

        select
            *,
            {{units_to_cost "part_units"}} as part_cost
        from with_part_units

    )

    select * from with_part_cost
)
