/*
description: A model.
*/
select {{{run_id}}} as a, {{> part}}, {{a.b}}, {{../x}}, {{@root}}, '{{"x"}}' as b
from {{this}}
{{#each columns}}{{.}}{{/each}}
{{#unless incremental}}where {{this}} = 1{{else}}where {{this}} = 2{{/unless}}
{{#if (and incremental (var "idle"))}}{{this}}{{/if}}
{{#if (or incremental (var "idle"))}}{{this}}{{/if}}
where {{eq "a" "b"}}
