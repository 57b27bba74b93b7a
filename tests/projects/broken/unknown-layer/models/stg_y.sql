/*
description: A model.
*/
select 1 as a
