/*
description: A model.
*/
select 1
