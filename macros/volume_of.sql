/*
description: The EBS volume that a bill's resource names, without the rest of its ARN; null if it names none.
parameters: [resource]
*/
case when {{regex_match resource "(^|[:/])vol-[0-9a-f]{8,17}$"}} then {{regex_extract resource "vol-[0-9a-f]+$"}} end
