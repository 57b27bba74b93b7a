/*
description: The value of a tag without blanks around it; null if it is absent or empty.
parameters: [tags, key]
*/
nullif(trim({{json_text tags key}}), '')
