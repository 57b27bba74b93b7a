/*
description: A comment that never ends.
select 1 as a
