/*
description: Nothing recursive.
*/
select 'with recursive' as words -- with recursive
