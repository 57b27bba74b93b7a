import { operandStart } from './operand-bounds.ts';
import { argumentsOf, callsOf, isAt, placesOf, type SqlCode, type TokenRange, topLevel } from './sql-code.ts';

/** A cast, written either way. */
export interface Cast {
  readonly first: number;
  readonly value: TokenRange;
  /** The first token of the type's name. */
  readonly type: number;
}

const casting: ReadonlySet<string> = new Set(['cast', 'try_cast']);

/** Every `cast(x as t)`, `try_cast(x as t)` and `x::t`. */
export function castsOf(code: SqlCode): Cast[] {
  const written = callsOf(code, casting).flatMap((first): Cast[] => {
    const [range] = argumentsOf(code, first + 1);
    const as = range && topLevel(code, range).findLast((index) => isAt(code, index, 'as'));
    return as === undefined ? [] : [{ first, value: { from: first + 2, to: as }, type: as + 1 }];
  });
  const short = placesOf(code, '::').map((at): Cast => {
    const first = operandStart(code, at - 1);
    return { first, value: { from: first, to: at }, type: at + 1 };
  });
  return [...written, ...short];
}
