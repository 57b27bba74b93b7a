/*
description: >
  A number of CPU units or MiB, null if it is none that a machine could have: below 0 or above 10,000,000. What is added up and
  multiplied by times can not grow too large then.
parameters: [amount]
*/
case when {{amount}} between 0 and 10000000 then {{cast "integer" amount}} end
