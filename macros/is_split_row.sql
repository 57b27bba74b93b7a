/*
description: >
  Whether a line item of a Cost and Usage Report splits the cost of another one over tasks or pods: ECSTask-EC2 and the like say
  again, by task, what the line of the instance has said already.
parameters: []
*/
(split_parent_resource_id is not null or coalesce(operation, '') in ('ECSTask-EC2', 'EKSPod-EC2'))
