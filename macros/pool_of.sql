/*
description: "The pool of shared cost that a claim belongs to within its account and AWS product: AWS Support's, or the rule's."
parameters: [claim, rule_id]
*/
case when {{claim}} = 'support' then 'support' else 'rule ' || {{rule_id}} end
