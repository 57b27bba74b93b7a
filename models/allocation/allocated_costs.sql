/*
description: >
  Where every cent went: one row per part of a bill line that is given to a product area, by whichever treatment. The parts of each
  line sum to its cost, exactly. A view: what a run keeps of it is its sums by group of lines, which alc_group_costs has.
materialized: view
columns:
  reason: {description: "Why it is unallocated, or the rule's own reason."}
*/
with

allocated_costs as (

    select * from {{union_of "allocated_costs"}} as all_treatments

)

select * from allocated_costs
