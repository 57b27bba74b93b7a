import { expect, it } from 'vitest';
import { toWarehouseError } from '../../../../../orchestrator/warehouses/redshift/service/redshift-error.ts';

it.each([
  ['ERROR: relation "a.b" does not exist', 'sql'],
  ['ERROR: syntax error at or near "form"\n  Position: 10', 'sql'],
  ['ERROR: permission denied for schema raw', 'sql'],
  ["ERROR: Invalid digit, Value 'a', Pos 0, Type: Integer", 'data'],
  ['ERROR: Numeric data overflow (addition)', 'data'],
  ['ERROR: value too long for type character varying(3)', 'data'],
  ['ERROR: Disk Full', 'disk-full'],
  ['ERROR: Out Of Memory:', 'out-of-memory'],
  ['ERROR: something that nobody has seen', 'other'],
])('calls %s %s', (text, kind) => {
  expect(toWarehouseError(text, 'select a form b').detail.kind).toBe(kind);
});

it('gives the place in the statement that was sent, and the words without it', () => {
  const sql = "select '😀', x";
  const error = toWarehouseError(
    'Query #2 failed with ERROR: column "x" does not exist\n  Position: 13',
    sql,
  );
  expect(error.message).toBe('column "x" does not exist');
  expect(error.detail).toEqual({ kind: 'sql', sql, offset: sql.indexOf('x') });
});
