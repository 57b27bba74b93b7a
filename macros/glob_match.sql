/*
description: Whether a text matches a pattern of a rule; a null pattern matches all.
parameters: [text, pattern]
*/
({{pattern}} is null or {{matches_glob text pattern}})
