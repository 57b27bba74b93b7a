import { WarehouseError } from '../../warehouse.ts';

type Kind = WarehouseError['detail']['kind'];

/**
 * What the warehouse said of a statement, in the words that every warehouse shares. The Data API gives the error's text only:
 * `ERROR: column "x" does not exist\n  Position: 12`, where the position counts characters of the statement from 1.
 */
export function toWarehouseError(text: string, sql: string): WarehouseError {
  const position = Number(/\bPosition:\s*(\d+)/.exec(text)?.[1]);
  const message = text
    .replace(/^Query #\d+ failed with /, '')
    .replace(/^ERROR:\s*/, '')
    .replace(/\s*\bPosition:\s*\d+[\s;]*$/, '')
    .trim();
  const kind = kindOf(message);
  if (!(position >= 1)) return new WarehouseError(message, { kind, sql });
  // A character outside of the first 65,536 is one to the warehouse and two to JavaScript.
  const offset = [...sql].slice(0, position - 1).join('').length;
  return new WarehouseError(message, { kind, sql, offset });
}

/** A statement that was ended on request. */
export function interrupted(sql?: string): WarehouseError {
  return new WarehouseError('Interrupted.', { kind: 'interrupted', ...(sql !== undefined && { sql }) });
}

/** What the Data API itself, or the way there, refused. A bug of ours stays what it is. */
export function requestError(error: unknown, sql?: string): Error {
  if (error instanceof WarehouseError || isBug(error)) return error;
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  // The services' and the client's own errors have names that say more than their words.
  const words = name === 'Error' || message.startsWith(name) ? message : `${name}: ${message}`;
  const detail = { kind: 'other', ...(sql !== undefined && { sql }) } as const;
  return new WarehouseError(words, detail, { cause: error });
}

function isBug(error: unknown): error is Error {
  const isOfLanguage =
    error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
  return isOfLanguage || (error instanceof Error && error.message.startsWith('internal error'));
}

/** Nobody can say whether a statement took effect. */
export function uncertain(name: string, error: unknown, sql: string): Error {
  if (isBug(error)) return error;
  const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new WarehouseError(
    `It is not known whether the warehouse has run the statement "${name}", because its answers were lost (${words}).`,
    { kind: 'unknown', sql },
    { cause: error },
  );
}

/** There is no SQLSTATE to go by. The words are those of Redshift's own checks and of the Postgres that it began as. */
function kindOf(message: string): Kind {
  if (/\bdisk full\b|no space left/i.test(message)) return 'disk-full';
  if (/\bout of memory\b|insufficient memory/i.test(message)) return 'out-of-memory';
  const isOfData =
    /invalid input syntax|invalid digit|invalid value|out of range|overflow|too long|divi(de|sion) by zero|numeric data|null value|cannot convert|error converting|invalid (date|timestamp)|more than one row returned|malformed/i;
  if (isOfData.test(message)) return 'data';
  const isOfSql =
    /syntax error|does not exist|ambiguous|already exists|group by|permission denied|not supported|cannot cast|type mismatch|operator|must (be|have|appear)|specified more than once|missing from-clause|cannot drop|cannot be (cast|matched)/i;
  return isOfSql.test(message) ? 'sql' : 'other';
}
