/*
description: How much of a resource, CPU or MEMORY, a container instance registered; null if it does not say it, or not as a number.
parameters: [resources, name]
*/
{{reserved_amount (cast "integer" (regex_extract (json_array_find resources "name" name "integerValue") "^0*([0-9]{1,8})([.]0*)?$"))}}
