import { castsOf } from '../casts-of.ts';
import { at, type Found, type LintRule } from '../lint-rule.ts';
import { operandEnd } from '../operand-bounds.ts';
import {
  argumentsOf,
  callsOf,
  isAt,
  placesOf,
  type SqlCode,
  splitAtCommas,
  type TokenRange,
  textAt,
  topLevel,
} from '../sql-code.ts';
import type { SqlType } from '../sql-type.ts';
import { typeOf } from '../type-of.ts';
import { decimalNames, typeWrittenAt } from '../type-written-at.ts';

/** Types of decimals: how they are written, narrowed and mixed. */
export const decimalRules: readonly LintRule[] = [
  {
    name: 'bare-decimal',
    kind: 'another-answer',
    example: 'select cast(a as decimal) as whole from t',
    differs: 'says no digits: it is decimal(18,0) on Redshift and decimal(18,3) in DuckDB',
    instead: 'Write {{cast "cost" "a"}}, or both numbers: decimal(38,18).',
    source: 'r_Numeric_types201; tried',
    find: (code) =>
      castsOf(code)
        .filter(({ type }) => decimalNames.has(textAt(code, type)) && !isAt(code, type + 1, '('))
        .map(({ type }) => at(type)),
  },
  {
    name: 'decimal-19',
    kind: 'another-answer',
    example: 'select cast(a as decimal(19,2)) as amount from t',
    differs:
      'has 19 digits, of which Redshift holds only what fits into 64 bits (9223372036854775807); DuckDB holds all',
    instead: 'Take at most 18 digits, or 38.',
    source: 'r_Numeric_types201; tried',
    find: (code) =>
      [...decimalNames]
        .flatMap((name) => placesOf(code, name, '(', '19'))
        .map((index) => at(index, code.partner.get(index + 1))),
  },
  {
    name: 'lower-scale',
    kind: 'another-answer',
    example: 'select cast(cast(a as decimal(38,18)) as decimal(38,2)) as cents from t',
    differs:
      'takes digits off a decimal: Redshift cuts them off a value that comes from a table, DuckDB rounds',
    instead: 'Write cast(round(a, 2) as decimal(38,2)); a cost is only rounded when it is shown.',
    source: 'r_Numeric_types201 ("not rounded"); tried',
    limits:
      'Reported where the scale of the value is seen: cast, a literal, or a column of which the project declares the type.',
    find: (code) => castsOf(code).flatMap((cast) => lowered(code, cast)),
  },
  {
    name: 'mixed-decimals',
    kind: 'another-answer',
    example: 'select coalesce(cast(a as decimal(38,18)), cast(b as decimal(18,2))) as cost from t',
    differs:
      'brings a decimal together with another kind of number: Redshift keeps 19 digits of what comes out, DuckDB widens',
    instead:
      'Cast each of them to the same type: {{cast "cost" "0"}}, {{big_integer "0"}}; for a cost that may be null, {{cost_or_zero "a"}}.',
    source: 'r_UNION, usage notes; r_numeric_computations201; tried',
    limits:
      'Looks at coalesce, nvl, decode, greatest, least, case and at the columns of a union where both types are seen. A contract has one type for each column, and a run compares it.',
    find: (code) => [...mixedArguments(code), ...mixedBranches(code), ...mixedUnions(code)],
  },
];

function lowered(
  code: SqlCode,
  { first, value, type }: { first: number; value: TokenRange; type: number },
): Found[] {
  const from = typeOf(code, value);
  const to = typeWrittenAt(code, type);
  if (from?.kind !== 'decimal' || to.type?.kind !== 'decimal') return [];
  if (from.scale === undefined || to.type.scale === undefined || from.scale <= to.type.scale) return [];
  const last = isAt(code, first + 1, '(') && code.partner.get(first + 1);
  return [at(first, typeof last === 'number' && last >= to.end ? last : to.end - 1)];
}

const mixing: ReadonlySet<string> = new Set(['coalesce', 'nvl', 'decode', 'greatest', 'least']);

function mixedArguments(code: SqlCode): Found[] {
  return callsOf(code, mixing).flatMap((index) => {
    const types = argumentsOf(code, index + 1).map((range) => typeOf(code, range));
    return areMixed(types) ? [at(index, code.partner.get(index + 1))] : [];
  });
}

/** Each `case` whose branches are of several kinds. */
function mixedBranches(code: SqlCode): Found[] {
  return placesOf(code, 'case').flatMap((index) => {
    const end = operandEnd(code, index);
    return areMixed(branchesOf(code, index, end).map((range) => typeOf(code, range)))
      ? [at(index, end - 1)]
      : [];
  });
}

/** What stands behind each `then` and `else` of a `case`; another one within it is passed over. */
function branchesOf(code: SqlCode, first: number, end: number): TokenRange[] {
  const edges: number[] = [];
  let depth = 0;
  for (const index of topLevel(code, { from: first + 1, to: end })) {
    const word = textAt(code, index);
    if (depth === 0 && ['when', 'then', 'else', 'end'].includes(word)) edges.push(index);
    if (word === 'case') depth += 1;
    if (word === 'end') depth -= 1;
  }
  return edges.flatMap((edge, index) =>
    ['then', 'else'].includes(textAt(code, edge)) ? [{ from: edge + 1, to: edges[index + 1] ?? end }] : [],
  );
}

/** The columns of the query behind each `union` whose type is another than that of the same column before it. */
function mixedUnions(code: SqlCode): Found[] {
  return placesOf(code, 'union').flatMap((union) => {
    const behind = isAt(code, union + 1, 'all') ? union + 2 : union + 1;
    const before = selectBefore(code, union);
    if (before === undefined || !isAt(code, behind, 'select')) return [];
    const [above, below] = [before, behind].map((select) => columnsOf(code, select));
    return (below ?? []).flatMap((column, index) => {
      const other = above?.[index];
      const types = other && [typeOf(code, other), typeOf(code, column)];
      return types && areMixed(types) ? [at(column.from, column.to - 1)] : [];
    });
  });
}

/** The `select` of the query that ends before a place, at the same depth of brackets. */
function selectBefore(code: SqlCode, index: number): number | undefined {
  for (let place = index - 1; place >= 0; place--) {
    if (isAt(code, place, 'select')) return place;
    if (isAt(code, place, '(')) return undefined;
    if (isAt(code, place, ')')) place = code.partner.get(place) ?? place;
  }
  return undefined;
}

/** The values of a select list, without their names. */
function columnsOf(code: SqlCode, select: number): TokenRange[] {
  const rest = topLevel(code, { from: select + 1, to: code.tokens.length });
  const isEnd = (index: number): boolean =>
    /^(from|union|intersect|except|where)$/.test(textAt(code, index)) ||
    (isAt(code, index, ')') && (code.partner.get(index) ?? 0) < select);
  const to = rest.find(isEnd) ?? code.tokens.length;
  return splitAtCommas(code, { from: select + 1, to }).map((range) => {
    const as = topLevel(code, range).findLast((index) => isAt(code, index, 'as'));
    return { from: range.from, to: as ?? range.to };
  });
}

/**
 * Whether decimals of several kinds are among them, or a decimal and a whole number, which Redshift takes for one of 10 or 19
 * digits. What is not seen is no kind.
 */
function areMixed(types: readonly (SqlType | undefined)[]): boolean {
  const isDecimal = types.some((type) => type?.kind === 'decimal' && type.precision !== undefined);
  const shapes = types.flatMap((type) => {
    if (type?.kind === 'decimal' && type.precision !== undefined) return [`${type.precision},${type.scale}`];
    return type?.kind === 'integer' ? ['integer'] : [];
  });
  return isDecimal && new Set(shapes).size > 1;
}
