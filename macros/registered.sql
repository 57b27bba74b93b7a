/*
description: "What a container instance says of a resource that it registers, CPU or MEMORY, as text: null if it does not name it. A column of its own, since finding it takes long."
parameters: [resources, name]
*/
{{json_array_find resources "name" name "integerValue"}}
