/*
description: Whether an ECS event has a time, a number of its own or a container's cpu that cannot be read, so that it is used without.
parameters: [unreadable_fields, emitted_at, cpu, memory, containers]
*/
(
    {{unreadable_fields}} is not null
    or {{emitted_at}} is null
    or ({{cpu}} is not null and {{reserved_amount cpu}} is null)
    or ({{memory}} is not null and {{reserved_amount memory}} is null)
    or {{has_unreadable_cpu containers}}
)
