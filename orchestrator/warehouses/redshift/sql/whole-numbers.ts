import { closingParenthesis } from './closing-parenthesis.ts';
import { bigInteger } from './types.ts';

/** A whole number as a big integer; what is one already is left as it is. */
export function wholeNumber(expression: string): string {
  return isWholeNumber(expression) ? expression : `cast(${expression} as ${bigInteger})`;
}

/**
 * The remainder. `mod` takes two decimals or two integers and gives an integer where either is one (developer guide, MOD), so both
 * are cast; that both have no fraction makes it exact.
 */
export function remainder(dividend: string, divisor: string): string {
  return `mod(${wholeNumber(dividend)}, ${wholeNumber(divisor)})`;
}

/**
 * The quotient of two whole numbers that are not negative, rounded down; exact for quotients below 10^34, and an error above.
 *
 * Without its remainder the dividend is a multiple of the divisor, so no division here ever rounds. What could go wrong is the type of
 * the quotient ("Computations with numeric values" in the developer guide, for decimals with p digits of which s are a fraction):
 *
 *     dividend - remainder    (38,0) - (38,0)    p = 39, which becomes 38      s = 0
 *     … * 0.0001              (38,0) * (5,4)     p = 44, which becomes 38      s = 0 + 4 = 4
 *     … / divisor             (38,4) / (38,0)    s = max(4, 4 + 38 - 0 + 1) = 43 and p = 38 - 4 + 0 + 43 = 77, which is above 38:
 *                                                p becomes 38 and s = max(38 + 43 - 77, min(4, 100)) = 4
 *     … * 10000               (38,4) * (10,0)    p becomes 38, s = 4: all of its four digits are 0, and the cast takes them off
 *
 * The quotient has four digits after the point whatever is done. So the dividend gets them first, by a factor that leaves its 128 bits
 * as they are: Redshift would otherwise multiply it by 10^4 before it divides, and overflow from 10^34 on.
 */
export function quotient(dividend: string, divisor: string): string {
  const [whole, by] = [wholeNumber(dividend), wholeNumber(divisor)];
  return `cast((${whole} - mod(${whole}, ${by})) * cast('0.0001' as decimal(5,4)) / ${by} * 10000 as ${bigInteger})`;
}

/** Whether the text is one cast to a big integer, or one remainder, from its first letter to its last. */
function isWholeNumber(expression: string): boolean {
  const isOne = expression.startsWith('mod(')
    ? true
    : expression.startsWith('cast(') && expression.endsWith(` as ${bigInteger})`);
  return isOne && closingParenthesis(expression, expression.indexOf('(')) === expression.length - 1;
}
