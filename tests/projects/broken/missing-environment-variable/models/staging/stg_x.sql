/*
description: A model.
*/
select '{{env "BILLING_BUCKET"}}' as bucket
