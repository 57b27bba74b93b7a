/*
description: A model.
contract: lines
*/
select 1 as a
