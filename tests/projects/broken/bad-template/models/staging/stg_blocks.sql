/*
description: A model.
*/
select 1 as a
{{#if incremental}}
where 1 = 1
{{/unless}}
{{/if}}
{{else}}
{{#if (eq "a" "b")}}
