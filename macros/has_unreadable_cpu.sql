/*
description: >
  Whether one of an event's containers has a cpu that is no number of CPU units, or all of them together have more than a machine
  could. Nearly every event says only plain numbers of at most five digits, and so few that they cannot add up to that much:
  one look over its text sees it, and only the others are taken apart.
parameters: [containers]
*/
case
    when {{containers}} is null then false
    when length({{containers}}) <= 1000
        and strpos({{containers}}, {{literal "\u"}}) = 0
        and not {{regex_match containers '"cpu"( *[^ :]| *: *([^ "0-9]|[0-9]{6}|[0-9]{1,5}( +[^ ,}]|[^0-9 ,}])|"([^0-9]|[0-9]{6}|[0-9]{1,5}([^0-9"]|" *[^ ,}]))))'}} then false
    else
        coalesce({{regex_match (regex_replace containers '"cpu" *: *("0*[0-9]{1,8}"|0*[0-9]{1,8}|null) *[,}]' '') '"cpu" *:'}}, false)
        or ({{json_array_sum containers "cpu"}} is not null and {{reserved_amount (json_array_sum containers "cpu")}} is null)
end
