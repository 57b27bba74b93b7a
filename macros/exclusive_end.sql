/*
description: >
  The end of a half-open interval: AWS writes that of hours exclusive, and in older and monthly lines as the last second, :59:59. A fraction of a second
  is a moment and no last second, and what begins there too has no length. What is rare is asked last: a bill has millions of ends.
parameters: [started_at, ended_at]
*/
case
    when extract(minute from {{ended_at}}) = 59 and extract(second from {{ended_at}}) = 59
        and {{ended_at}} = cast(date_trunc('second', {{ended_at}}) as timestamp)
        and ({{started_at}} is null or {{started_at}} < {{ended_at}})
        then {{dateadd "second" "1" ended_at}}
    else {{ended_at}}
end
