/*
description: >
  The ECS service that AWS's own tag names, null if there is none. Reports in snake case write its key, `aws:ecs:serviceName`, as they write
  the names of columns.
parameters: [tags]
*/
coalesce({{json_text tags "aws:ecs:serviceName"}}, {{json_text tags "aws:ecs_service_name"}})
