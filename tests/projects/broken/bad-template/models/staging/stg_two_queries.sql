/*
description: A model.
*/
select 1 as a; -- the end
select ';' as b;
