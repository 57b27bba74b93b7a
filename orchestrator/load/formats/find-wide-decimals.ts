import type { Diagnostic } from '../../base/diagnostic.ts';
import type { BillBinding, FileColumn } from '../../warehouses/file-load.ts';

/** A decimal has so many digits at most, in every warehouse. */
const mostDigits = 38;

/** An error for each column that a bill is read from and that its parquet file has as a decimal of more digits than can be read. */
export function findWideDecimals(
  columns: readonly FileColumn[],
  { columns: bound, tagColumns }: BillBinding,
  shown: string,
): Diagnostic[] {
  const positions = new Set([
    ...bound.map(({ position }) => position),
    ...tagColumns.flatMap(({ positions }) => positions),
  ]);
  return columns.flatMap(({ name, type }, position): Diagnostic[] => {
    const digits = Number(/^decimal\((\d+),/.exec(type)?.[1] ?? 0);
    if (digits <= mostDigits || !positions.has(position)) return [];
    const message = `Column "${name}" is of type ${type}, and a decimal of more than ${mostDigits} digits cannot be read exactly.`;
    const hint = `Write it with at most ${mostDigits} digits, or as text.`;
    return [{ severity: 'error', code: 'bad-value', message, place: { file: shown }, hint }];
  });
}
