import { operandEnd } from './operand-bounds.ts';
import { argumentsOf, isAt, type SqlCode, type TokenRange, textAt, topLevel } from './sql-code.ts';
import type { SqlType } from './sql-type.ts';
import { typeWrittenAt } from './type-written-at.ts';

/** Functions that give a value of the type of what they are given first. */
const sameType: ReadonlySet<string> = new Set(
  'abs any_value coalesce first_value greatest lag last_value lead least max min nth_value nullif sum'.split(
    ' ',
  ),
);
const counting: ReadonlySet<string> = new Set(
  'char_length count dense_rank len length ntile octet_length rank row_number strpos'.split(' '),
);
const ofText: ReadonlySet<string> = new Set(
  'concat left lower lpad ltrim md5 replace right rpad rtrim split_part substring trim upper'.split(' '),
);

/**
 * The type of what stands in a range, as far as the text says it: by literals, casts, columns whose type the project declares,
 * and what is computed of them. Undefined if it does not; a rule then says nothing, or what is true of every type.
 */
export function typeOf(code: SqlCode, range: TokenRange): SqlType | undefined {
  const { from, to } = range;
  if (from >= to) return undefined;
  if (code.partner.get(from) === to - 1 && isAt(code, from, '('))
    return typeOf(code, { from: from + 1, to: to - 1 });
  const top = topLevel(code, range);
  if (top.some((index) => isAt(code, index, '||'))) return { kind: 'text' };
  const operators = top.filter(
    (index) => index > from && ['+', '-', '*', '/', '%'].includes(textAt(code, index)),
  );
  if (operators.length > 0) {
    const edges = [from - 1, ...operators, to];
    return combined(
      edges.slice(1).map((edge, index) => typeOf(code, { from: (edges[index] ?? from) + 1, to: edge })),
    );
  }
  if (isAt(code, from, '-') || isAt(code, from, '+')) return typeOf(code, { from: from + 1, to });
  const double = top.findLast((index) => isAt(code, index, '::'));
  if (double !== undefined) {
    const written = typeWrittenAt(code, double + 1);
    return written.end === to ? written.type : undefined;
  }
  // What is left is one value, or a condition, of which nothing is said.
  return operandEnd(code, from) === to ? typeOfValue(code, range) : undefined;
}

function typeOfValue(code: SqlCode, { from, to }: TokenRange): SqlType | undefined {
  const first = code.tokens[from];
  if (first?.kind === 'text') return { kind: 'text' };
  if (first?.kind === 'number') return typeOfNumber(first.text);
  if (isAt(code, from + 1, '(')) return typeOfCall(code, from);
  const last = code.tokens[to - 1];
  if (last?.kind === 'word') return code.columnType(last.text);
  return last?.kind === 'name' ? code.columnType(last.text.slice(1, -1)) : undefined;
}

function typeOfNumber(written: string): SqlType {
  if (/e/i.test(written)) return { kind: 'double' };
  const [whole = '', fraction] = written.split('.');
  if (fraction === undefined) return { kind: 'integer', isShort: written.length < 10 };
  return { kind: 'decimal', precision: whole.length + fraction.length, scale: fraction.length };
}

function typeOfCall(code: SqlCode, name: number): SqlType | undefined {
  const given = argumentsOf(code, name + 1);
  const [first, second] = given;
  const word = textAt(code, name);
  if (first === undefined) return counting.has(word) ? { kind: 'integer', isShort: false } : undefined;
  if (word === 'cast' || word === 'try_cast') {
    const as = topLevel(code, first).findLast((index) => isAt(code, index, 'as'));
    return as === undefined ? undefined : typeWrittenAt(code, as + 1).type;
  }
  if (counting.has(word)) return { kind: 'integer', isShort: false };
  if (ofText.has(word)) return { kind: 'text' };
  if (word === 'round') {
    const type = typeOf(code, first);
    const digits = second === undefined ? 0 : Number(textAt(code, second.from));
    return type?.kind === 'decimal' ? { ...type, scale: Math.min(digits, type.scale ?? digits) } : type;
  }
  if (!sameType.has(word)) return undefined;
  for (const range of given) {
    const type = typeOf(code, range);
    if (type !== undefined)
      return word === 'sum' && type.kind === 'integer' ? { ...type, isShort: false } : type;
  }
  return undefined;
}

/** Of what is computed: a double if anything is, else a decimal if anything is, else a whole number if everything is. */
function combined(types: readonly (SqlType | undefined)[]): SqlType | undefined {
  const double = types.find((type) => type?.kind === 'double');
  if (double !== undefined) return double;
  if (types.some((type) => type?.kind === 'decimal')) return { kind: 'decimal' };
  if (!types.every((type) => type?.kind === 'integer')) return undefined;
  return { kind: 'integer', isShort: types.every((type) => type?.kind === 'integer' && type.isShort) };
}
