/*
description: Whether one of an event's containers has a cpu that is no number of CPU units, or all of them together have more than a machine could.
parameters: [containers]
*/
(
    coalesce({{regex_match (regex_replace containers '"cpu" *: *("0*[0-9]{1,8}"|0*[0-9]{1,8}|null) *[,}]' '') '"cpu" *:'}}, false)
    or ({{json_array_sum containers "cpu"}} is not null and {{reserved_amount (json_array_sum containers "cpu")}} is null)
)
