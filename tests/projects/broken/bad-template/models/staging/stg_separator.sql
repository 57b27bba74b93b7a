/*
description: A separator of lines that nobody sees, as text copied from a chat or a page may have.
*/
select 'a b' as a, {{run_id}} as b
