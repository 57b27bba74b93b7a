import { argumentsOf, isAt, type SqlCode, textAt } from './sql-code.ts';
import type { SqlType } from './sql-type.ts';

/** The types of one kind, by each of their names. */
const ofNames = (names: string, type: SqlType): [string, SqlType][] =>
  names.split(' ').map((name) => [name, type]);

const named: ReadonlyMap<string, SqlType> = new Map([
  ...ofNames('int integer int4 smallint int2 tinyint int1', { kind: 'integer', isShort: true }),
  ...ofNames('bigint int8 long hugeint int128', { kind: 'integer', isShort: false }),
  ...ofNames('double float float8 float4 real', { kind: 'double' }),
  ...ofNames('varchar text char character bpchar nvarchar string', { kind: 'text' }),
  ...ofNames('boolean bool', { kind: 'boolean' }),
  ...ofNames('date', { kind: 'date' }),
  ...ofNames('timestamp', { kind: 'timestamp' }),
]);

export const decimalNames: ReadonlySet<string> = new Set(['decimal', 'numeric', 'dec']);

/** The type that is written at a place, and the token behind it; no type if its name says none that is known here. */
export function typeWrittenAt(
  code: SqlCode,
  index: number,
): { readonly type?: SqlType; readonly end: number } {
  const name = textAt(code, index);
  let end = index + 1;
  if (isAt(code, index, 'double', 'precision') || isAt(code, index, 'character', 'varying')) end += 1;
  const sizes = isAt(code, end, '(') ? argumentsOf(code, end) : [];
  if (isAt(code, end, '(')) end = (code.partner.get(end) ?? end) + 1;
  if (!decimalNames.has(name)) return { type: named.get(name), end };
  const [precision, scale] = sizes.map(({ from }) => Number(textAt(code, from)));
  if (precision === undefined) return { type: { kind: 'decimal' }, end };
  return { type: { kind: 'decimal', precision, scale: scale ?? 0 }, end };
}
