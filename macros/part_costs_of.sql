/*
description: >
  The rows of a relation with one column more, `part_cost`: what `split_cost` gives for its columns unblended_cost, cost_units, cut_before, cut_weight,
  cut_total, share_before, share_weight and share_total; a query in parentheses. Where `quick_split` gives it, it is worked out so, in a
  column of its own.
parameters: [relation]
*/
(
    with

    with_quick as (

        select
            *,
            {{is_quick_split "unblended_cost" "cut_total" "share_total"}} as is_quick
        from {{relation}} as parts

    ),

    -- A part that is not quick counts as the whole of nothing here.
    guarded as (

        select
            *,
            case when is_quick then cost_units else {{big_integer "0"}} end as quick_units,
            case when is_quick then share_before else {{big_integer "0"}} end as quick_before,
            case when is_quick then share_weight else {{big_integer "1"}} end as quick_weight,
            case when is_quick then share_total else {{big_integer "1"}} end as quick_total
        from with_quick

    ),

    with_quick_cost as (

        select
            *,
            {{quick_split "quick_units" "quick_before" "quick_weight" "quick_total"}} as quick_cost
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
