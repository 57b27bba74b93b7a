import { createHash } from 'node:crypto';
import { WarehouseError } from '../../warehouse.ts';
import { relationText } from './identifier.ts';
import { literal } from './literal.ts';

/** Statements of one transaction, as few enough for one batch. */
export interface PackedStatements {
  /** What is sent. */
  readonly batch: readonly string[];
  readonly procedures: readonly Procedure[];
}

/** A stored procedure that runs statements one after the other. */
export interface Procedure {
  /** Without its schema. */
  readonly name: string;
  /** The statement that calls it. */
  readonly call: string;
  /** Its statements, and in which line of its body, counted from 1, each of them begins. */
  readonly steps: readonly { readonly line: number; readonly sql: string }[];
}

/** What the Data API takes of a statement, in bytes; 100 KB are 100,000 or a few more. */
export const longestStatement = 100_000;

/** How many statements a batch may have. */
export const mostOfBatch = 40;

/** A literal has at most 65,535 bytes; what is longer stands in the batch by itself. */
const longestLiteral = 65_535;

/** What a run's lock puts around each of its transactions. */
const statementsOfFence = 4;

/** What a procedure costs of a batch: it is made, called and dropped. */
const costOfProcedure = 3;

/**
 * Up to `room` statements as they are; more packed into stored procedures, in their order:
 *
 *     create procedure p_1 (execute 1; … execute 87)   call p_1   drop p_1   create procedure p_2 (execute 88; …)   …
 *
 * A procedure that is called in a transaction belongs to it. It has no exception block, since that would end the transaction. `schema` is
 * one in which procedures may be made; without it they are made in the first of the search path. Throws a `WarehouseError` if even that
 * is more than a batch takes.
 */
export function packStatements(
  statements: readonly string[],
  schema?: string,
  room = mostOfBatch,
): PackedStatements {
  if (statements.length <= room) return { batch: statements, procedures: [] };
  const id = createHash('sha256').update(statements.join('\0')).digest('hex').slice(0, 12);
  const batch: string[] = [];
  const procedures: Procedure[] = [];
  for (const group of groupsOf(statements)) {
    if (group.length <= costOfProcedure) {
      batch.push(...group);
      continue;
    }
    const name = `apportion_publish_${id}_${procedures.length + 1}`;
    const place = schema === undefined ? name : relationText({ schema, name });
    const procedure = { name, call: `call ${place}()`, steps: stepsOf(group) };
    procedures.push(procedure);
    batch.push(createProcedure(place, group), procedure.call, `drop procedure ${place}()`);
  }
  if (batch.length <= room) return { batch, procedures };
  const bytes = statements.reduce((sum, sql) => sum + Buffer.byteLength(sql), 0);
  throw new WarehouseError(
    `The transaction has ${statements.length.toLocaleString('en')} statements with ${bytes.toLocaleString('en')} bytes, which is ` +
      `more than one request of the Data API takes: ${room} of ${longestStatement.toLocaleString('en')} bytes.`,
    { kind: 'other' },
  );
}

/** Why statements are more than one transaction of a run takes, in a sentence; undefined if they are not. */
export function transactionProblem(statements: readonly string[]): string | undefined {
  try {
    packStatements(statements, 'raw', mostOfBatch - statementsOfFence);
    return undefined;
  } catch (error) {
    if (!(error instanceof WarehouseError)) throw error;
    return error.message;
  }
}

/** Which of the statements that were packed failed, by what the warehouse says of the procedure; the error as it is if it was not one of them. */
export function unpackError(error: unknown, { procedures }: PackedStatements): unknown {
  if (!(error instanceof WarehouseError)) return error;
  const procedure = procedures.find(({ call }) => call === error.detail.sql);
  if (procedure === undefined) return error;
  const [message = '', ...context] = error.message.split(/\s*\b(?=(?:Where|CONTEXT|Internal Query):)/);
  const where = context.join('\n');
  const line = Number(new RegExp(`${procedure.name}\\W+line (\\d+) at `, 'i').exec(where)?.[1]);
  const sql =
    procedure.steps.findLast((step) => step.line <= line)?.sql ??
    procedure.steps.find((step) => where.includes(`SQL statement "${step.sql}"`))?.sql;
  if (sql === undefined) {
    const words = `${message} (It was one of the ${procedure.steps.length} statements of the procedure "${procedure.name}".)`;
    return new WarehouseError(words, error.detail, { cause: error });
  }
  const position = Number(/\bInternal Position:\s*(\d+)/.exec(where)?.[1]);
  const offset = position >= 1 ? [...sql].slice(0, position - 1).join('').length : undefined;
  const { kind } = error.detail;
  return new WarehouseError(
    message,
    { kind, sql, ...(offset !== undefined && { offset }) },
    { cause: error },
  );
}

/** In their order, as many together as a procedure holds; what no literal holds alone. */
function groupsOf(statements: readonly string[]): string[][] {
  const room = longestStatement - Buffer.byteLength(createProcedure('x'.repeat(260), []));
  const groups: string[][] = [];
  let open: string[] | undefined;
  let left = 0;
  for (const sql of statements) {
    const bytes = Buffer.byteLength(step(sql));
    if (Buffer.byteLength(sql) > longestLiteral || bytes > room) {
      groups.push([sql]);
      open = undefined;
    } else if (open === undefined || bytes > left) {
      open = [sql];
      groups.push(open);
      left = room - bytes;
    } else {
      open.push(sql);
      left -= bytes;
    }
  }
  return groups;
}

function createProcedure(place: string, statements: readonly string[]): string {
  const body = `begin\n${statements.map(step).join('')}end;\n`;
  let tag = '$apportion$';
  // What stands between dollars ends at the same words.
  for (let number = 1; body.includes(tag); number++) tag = `$apportion${number}$`;
  return `create or replace procedure ${place}() as ${tag}${body}${tag} language plpgsql`;
}

function stepsOf(statements: readonly string[]): Procedure['steps'] {
  let line = 2;
  return statements.map((sql) => {
    const own = line;
    line += step(sql).split('\n').length - 1;
    return { line: own, sql };
  });
}

function step(sql: string): string {
  return `execute ${literal(sql)};\n`;
}
