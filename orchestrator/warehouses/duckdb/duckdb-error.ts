import { WarehouseError } from '../warehouse.ts';

type Kind = WarehouseError['detail']['kind'];

/**
 * What DuckDB threw, in the words that every warehouse shares. With `errors_as_json` its message is
 * `{"exception_type","exception_message","position"}`, for syntax errors with `Parser Error: ` before it; `position`
 * counts bytes of the statement in UTF-8.
 */
export function toWarehouseError(thrown: unknown, sql: string): WarehouseError {
  if (thrown instanceof WarehouseError) return thrown;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const { type, message: words, position, name } = parseMessage(text);
  const message = withAdvice(words);
  const offset = position === undefined ? undefined : characterOffset(sql, position);
  // A position may also be one in the text of a view that the statement reads; then it says nothing about the statement.
  if (offset !== undefined && name !== undefined && !mentions(sql.slice(offset, offset + 500), name)) {
    return new WarehouseError(message, { kind: kindOf(type, message), sql }, { cause: thrown });
  }
  return new WarehouseError(message, { kind: kindOf(type, message), offset, sql }, { cause: thrown });
}

/** Whether DuckDB itself threw it, with `errors_as_json`. */
export function isFromDuckDb(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.message.includes('"exception_type"');
}

/** What a view reads that is a landed bill may be gone or, after a power cut, cut off; loading finds that out by itself. */
function withAdvice(words: string): string {
  return /[^'"]\.landing[\\/][^'"]*\.parquet/.test(words) && !/no space left/i.test(words)
    ? `${words.trim()}\nWhat was loaded of a bill is not there any more, or not whole: "apportion build" with that bill among its sources loads it again.`
    : words;
}

function parseMessage(text: string): { type: string; message: string; position?: number; name?: string } {
  const plain = /^([A-Z][A-Za-z ]*?) Error: /.exec(text);
  try {
    const json: unknown = JSON.parse(text.slice(text.indexOf('{')));
    if (
      typeof json === 'object' &&
      json !== null &&
      'exception_type' in json &&
      'exception_message' in json
    ) {
      const position = 'position' in json ? Number(json.position) : Number.NaN;
      return {
        type: String(json.exception_type),
        message: String(json.exception_message),
        position: Number.isSafeInteger(position) ? position : undefined,
        name: 'name' in json ? String(json.name) : undefined,
      };
    }
  } catch {
    // Errors from before the setting took effect are plain text.
  }
  return { type: plain?.[1] ?? '', message: plain === null ? text : text.slice(plain[0].length) };
}

function kindOf(type: string, message: string): Kind {
  if (/no space left on device|disk is full|max_temp_directory_size/i.test(message)) return 'disk-full';
  switch (type.toLowerCase()) {
    case 'out of memory':
      return 'out-of-memory';
    case 'interrupt':
      return 'interrupted';
    case 'parser':
    case 'binder':
    case 'catalog':
    case 'syntax':
    case 'not implemented':
    case 'parameter not resolved':
      return 'sql';
    case 'conversion':
    case 'out of range':
    case 'invalid input':
    case 'constraint':
    case 'mismatch type':
    case 'decimal':
    case 'divide by zero':
      return 'data';
    default:
      return 'other';
  }
}

function characterOffset(sql: string, byteOffset: number): number {
  return Buffer.from(sql, 'utf8').subarray(0, byteOffset).toString('utf8').length;
}

function mentions(sql: string, name: string): boolean {
  return sql.toLowerCase().includes(name.toLowerCase());
}
