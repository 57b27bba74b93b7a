/*
description: A model.
severity: fatal
*/
select 1 as a
