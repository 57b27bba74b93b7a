/*
description: Whether a container instance registered a CPU or MEMORY that is no number, or more than a machine could have, by what it says of them.
parameters: [said_cpu, said_memory]
*/
(
    ({{said_cpu}} is not null and {{registered_amount said_cpu}} is null)
    or ({{said_memory}} is not null and {{registered_amount said_memory}} is null)
)
