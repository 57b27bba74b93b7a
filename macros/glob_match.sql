/*
description: Whether a text matches a pattern of a rule, in which `*` is any text and everything else is itself; a null pattern matches all.
parameters: [text, pattern]
*/
(
    {{pattern}} is null
    or {{text}} like replace(replace(replace(replace({{pattern}}, '!', '!!'), '_', '!_'), '%', '!%'), '*', '%') escape '!'
)
