/*
description: "The end of a half-open interval: AWS writes that of hours exclusive, and in older and monthly lines as the last second, :59:59."
parameters: [ended_at]
*/
case
    when extract(minute from {{ended_at}}) = 59 and extract(second from {{ended_at}}) = 59
        then {{dateadd "second" "1" ended_at}}
    else {{ended_at}}
end
