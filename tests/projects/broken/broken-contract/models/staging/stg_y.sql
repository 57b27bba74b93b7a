/*
description: A model.
contract: line
*/
select 1 as a
