/*
description: A model.
*/
select
    {{int_div "a"}} as too_few,
    {{int_div "a" "b" "c"}} as too_many,
    {{split_cost part="b" cots="a"}} as misspelt,
    {{split_cost "a" cost="a" part="b"}} as twice,
    {{cast "string" "a"}} as a_type,
    {{dateadd "week" 1 "a"}} as a_unit,
    {{dateadd "day" 1 "a"}} as a_number,
    {{run_id "a"}} as no_arguments
from {{ref stg_y}}
inner join {{ref (var "idle")}} using (a)
{{#if (eq "a")}}{{/if}}{{#if "a"}}{{/if}}{{#if (not incremental incremental)}}{{/if}}{{#if}}{{/if}}
