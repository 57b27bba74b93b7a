/*
description: A model.
*/
select '\{{"a": 1}}' as json
