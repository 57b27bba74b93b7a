/*
description: A model.
*/
{{union_of "lines"}}
