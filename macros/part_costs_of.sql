/*
description: >
  The rows of a relation with one column more, `part_cost`: what `split_cost` gives for its columns cost_units, cut_before, cut_weight,
  cut_total, share_before, share_weight and share_total; a query in parentheses. Nearly all parts of a bill are of lines that are not
  cut, of less than nine dollars (2^63 units), in shares of at most 2^50. Those are worked out first and quickly, in columns of
  their own, since in a `case` a warehouse may work everything out as often as it is written. The others take ten times as long.
parameters: [relation]
*/
(
    with

    with_quick as (

        select
            *,
            cut_total = 1
            and cost_units between -9223372036854775807 and 9223372036854775807
            and share_total <= 1125899906842624 as is_quick
        from {{relation}} as parts

    ),

    -- A part that is not quick counts as the whole of nothing here.
    guarded as (

        select
            *,
            case when is_quick then cost_units else 0 end as quick_units,
            case when is_quick then share_before else 0 end as quick_before,
            case when is_quick then share_weight else 1 end as quick_weight,
            case when is_quick then share_total else 1 end as quick_total
        from with_quick

    ),

    with_quick_cost as (

        select
            *,
            {{units_to_cost (with_sign_of "quick_units"
                (quick_mul_div (absolute "quick_units") (sum_of "quick_before" "quick_weight") "quick_total")
                (quick_mul_div (absolute "quick_units") "quick_before" "quick_total")
            )}} as quick_cost
        from guarded

    ),

    with_part_cost as (

        select
            *,
            case
                when is_quick then quick_cost
                else {{split_cost units="cost_units"
                    cut_before="cut_before" cut_weight="cut_weight" cut_total="cut_total"
                    share_before="share_before" share_weight="share_weight" share_total="share_total"}}
            end as part_cost
        from with_quick_cost

    )

    select * from with_part_cost
)
