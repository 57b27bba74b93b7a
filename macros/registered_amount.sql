/*
description: "How much of CPU or MEMORY a container instance registered, by what it says of it: null if it says nothing, or no number."
parameters: [said]
*/
{{reserved_amount (cast "integer" (regex_extract said "^0*([0-9]{1,8})([.]0*)?$"))}}
