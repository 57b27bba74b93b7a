/*
description: Whether a claim gives the line, or the part that is cut of it, whole to one product area or to nobody.
parameters: [claim]
*/
{{claim}} in ('first_rule', 'tag', 'resource_tag', 'ebs', 'fargate', 'rule', 'ebs_unattached', 'unallocated')
