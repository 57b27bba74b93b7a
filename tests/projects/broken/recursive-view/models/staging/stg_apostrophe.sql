/*
description: An apostrophe in a comment begins no text.
*/
select numbers.name
from (
    -- It's counted.
    with recursive numbers (name) as (select 'one' as name)

    select * from numbers
) as numbers
