/*
description: >
  A text, or something else where it is null: `coalesce` of the two. Where no row needs the other, a `case` hands the column on as it is, while
  `coalesce` writes each text anew; for the millions of lines of a bill that is half of what reading the column takes.
parameters: [text, otherwise]
*/
case when {{text}} is not null then {{text}} else {{otherwise}} end
