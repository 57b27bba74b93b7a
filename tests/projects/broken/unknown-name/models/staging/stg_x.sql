/*
description: A model.
*/
select
    {{split_cots cost="a" part="b"}} as a,
    {{int_dvi "a" "b"}} as b,
    {{literal (var "idel")}} as c,
    {{wholly_else}} as d,
    {{constructor}} as e
from {{ref "areas"}}
