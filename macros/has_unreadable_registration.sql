/*
description: Whether a container instance registered a CPU or MEMORY that is no number, or more than a machine could have.
parameters: [resources]
*/
(
    ({{json_array_find resources "name" "CPU" "integerValue"}} is not null and {{registered_amount resources "CPU"}} is null)
    or ({{json_array_find resources "name" "MEMORY" "integerValue"}} is not null and {{registered_amount resources "MEMORY"}} is null)
)
