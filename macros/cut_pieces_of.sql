/*
description: >
  The rows of a relation of lines that are cut, with the first half of the long division of `units_up_to`: how many units lie before
  the piece that cut_before, cut_weight and cut_total name, how many it has itself, and what each division leaves over; a
  query in parentheses. `piece_costs_of` is the second half, for each share of the piece.
parameters: [relation]
*/
(
    with

    with_whole as (

        select
            *,
            {{int_div (absolute "cost_units") "cut_total"}} as whole_quotient,
            {{int_mod (absolute "cost_units") "cut_total"}} as whole_rest
        from {{relation}} as parts

    ),

    -- What lies before the piece, and the piece itself, each with what its division by cut_total leaves over.
    with_piece as (

        select
            *,
            whole_quotient * cut_before + {{int_div (product "whole_rest" "cut_before") "cut_total"}} as units_before,
            {{int_mod (product "whole_rest" "cut_before") "cut_total"}} as rest_before,
            whole_quotient * cut_weight + {{int_div (product "whole_rest" "cut_weight") "cut_total"}} as piece_units,
            {{int_mod (product "whole_rest" "cut_weight") "cut_total"}} as piece_rest
        from with_whole

    )

    select * from with_piece
)
