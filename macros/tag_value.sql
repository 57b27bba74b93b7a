/*
description: The value of a tag without spaces around it; null if it is absent or empty.
parameters: [tags, key]
*/
nullif(trim(both ' ' from {{json_text tags key}}), '')
