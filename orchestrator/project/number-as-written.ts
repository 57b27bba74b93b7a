/**
 * What is wrong with a variable that is written as a number and would be another text as one; undefined if nothing is. An account id
 * such as 012345678901 would lose its zero, a long decimal its last digits, and 0.0000001 would become 1e-7, a float.
 */
export function numberAsWritten(name: string, written: string, value: number): string | undefined {
  return written === String(value)
    ? undefined
    : `The variable "${name}" is written ${written}, which as a number would be ${value}.`;
}
