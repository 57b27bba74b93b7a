/*
description: "Why a part that an ECS service has is unallocated; null if the service has a product area, or there is none."
parameters: [service, area]
*/
case
    when {{area}} is null then 'ECS service "' || {{service}} || '" has no product area on that day in seeds/ecs_services.csv'
end
