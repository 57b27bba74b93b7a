import { describe, expect, it } from 'vitest';
import { fence } from '../../../../../orchestrator/warehouses/redshift/lock/run-lock-sql.ts';
import {
  mostOfBatch,
  packStatements,
  transactionProblem,
  unpackError,
} from '../../../../../orchestrator/warehouses/redshift/sql/pack-statements.ts';
import { WarehouseError } from '../../../../../orchestrator/warehouses/warehouse.ts';
import { parseProcedure } from '../../../../stand-ins/data-api/stored-procedure.ts';

/** What a batch does, in its order, whether packed or not. */
function doneBy(batch: readonly string[]): string[] {
  const procedures = new Map<string, readonly string[]>();
  return batch.flatMap((sql) => {
    const procedure = parseProcedure(sql);
    if (procedure !== undefined) {
      procedures.set(
        procedure.name,
        procedure.steps.map((step) => step.sql),
      );
      return [];
    }
    if (sql.startsWith('drop procedure')) return [];
    const [, name] = /^call (.*)\(\)$/.exec(sql) ?? [];
    return name === undefined ? [sql] : (procedures.get(name) ?? []);
  });
}

const many = (count: number, length = 10): string[] =>
  Array.from({ length: count }, (_, index) => `select ${index} -- ${'x'.repeat(length)}`);

describe('packing', () => {
  it('leaves forty statements as they are', () => {
    expect(packStatements(many(40))).toEqual({ batch: many(40), procedures: [] });
  });

  it.each([
    [41, 10],
    [400, 300],
    [50, 20_000],
    [12_000, 40],
  ])(
    'does %i statements of about %i bytes in their order, in forty of at most 100,000 bytes',
    (count, length) => {
      const { batch } = packStatements(many(count, length), 'rollups');
      expect(batch.length).toBeLessThanOrEqual(40);
      for (const sql of batch) expect(Buffer.byteLength(sql)).toBeLessThanOrEqual(100_000);
      expect(doneBy(batch)).toEqual(many(count, length));
    },
  );

  it('does not let a text end the procedure, or the literal in which it stands', () => {
    const hostile = [
      `select '$apportion$', '$apportion1$', 'it''s', 'back\\\\slash', "a;b" -- '`,
      'select 1;\nend; $apportion$ language plpgsql; drop table x',
      "select '\\'; end;'",
    ];
    const { batch } = packStatements([...many(50), ...hostile]);
    expect(doneBy(batch)).toEqual([...many(50), ...hostile]);
    expect(batch[0]).toContain('$apportion2$');
  });

  it('keeps what is too long for a literal out of the procedures', () => {
    const long = `select '${'é'.repeat(40_000)}'`;
    const { batch } = packStatements([...many(50), long, ...many(50)]);
    expect(batch).toHaveLength(7);
    expect(batch[3]).toBe(long);
  });

  it('quotes the schema that the procedures are made in', () => {
    const { batch } = packStatements(many(41), 'raw');
    expect(batch[1]).toMatch(/^call "raw"\.apportion_publish_[0-9a-f]{12}_1\(\)$/);
  });

  it('says so when there is more than one request takes', () => {
    const tooMany = [...many(60, 70_000)];
    expect(() => packStatements(tooMany)).toThrow(
      'The transaction has 60 statements with 4,200,770 bytes, which is more than one request of the Data API takes: 40 of 100,000 bytes.',
    );
  });
});

describe('an error in a procedure', () => {
  const statements = [...many(20), 'select\n  nope\nfrom t', ...many(30)];
  const packed = packStatements(statements);
  const [procedure] = packed.procedures;
  const refuse = (text: string): unknown =>
    unpackError(new WarehouseError(text, { kind: 'sql', sql: procedure?.call ?? '' }), packed);

  it('is that of the statement in whose line it came', () => {
    const where = `PL/pgSQL function "${procedure?.name}" line 22 at execute statement`;
    expect(refuse(`column "nope" does not exist\n  Where: ${where}`)).toMatchObject({
      message: 'column "nope" does not exist',
      detail: { kind: 'sql', sql: statements[20] },
    });
    expect(
      refuse(
        `column "nope" does not exist\n  Where: ${where}\n  Internal Query: select\n  nope\nfrom t\n  Internal Position: 10`,
      ),
    ).toMatchObject({ message: 'column "nope" does not exist', detail: { sql: statements[20], offset: 9 } });
    // The next one begins three lines further down.
    expect(refuse(`x\n  Where: ${where.replace('22', '25')}`)).toMatchObject({
      detail: { sql: statements[21] },
    });
  });

  it('is that of the statement which is quoted, where no line is told', () => {
    expect(refuse(`x CONTEXT: SQL statement "${statements[20]}"`)).toMatchObject({
      message: 'x',
      detail: { sql: statements[20] },
    });
  });

  it('says that it is one of many where nothing is told', () => {
    expect(refuse('permission denied')).toMatchObject({
      message: `permission denied (It was one of the 51 statements of the procedure "${procedure?.name}".)`,
    });
  });

  it('is left alone if it is not of a procedure', () => {
    const error = new WarehouseError('x', { kind: 'sql', sql: 'select 1' });
    expect(unpackError(error, packed)).toBe(error);
    const bug = new TypeError('x');
    expect(unpackError(bug, packed)).toBe(bug);
  });
});

it('leaves room for what a lock puts around a transaction', () => {
  const { begin, end } = fence('r', 1, 2);
  const short = Array.from({ length: mostOfBatch - begin.length - end.length }, () => 'x'.repeat(70_000));
  expect(transactionProblem(short)).toBeUndefined();
  expect(transactionProblem([...short, 'x'.repeat(70_000)])).toContain('36 of 100,000 bytes');
});
