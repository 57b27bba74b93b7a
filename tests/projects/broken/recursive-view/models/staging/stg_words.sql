/*
description: Nothing recursive.
*/
select /* not with recursive */ 'with recursive' as words -- with recursive
