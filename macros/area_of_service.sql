/*
description: "The product area of a part that was shared on a host: that of its ECS service, unallocated if it has none, idle if it is no service's."
parameters: [service_number, area]
*/
case when {{service_number}} is null then 'idle' else coalesce({{area}}, 'unallocated') end
