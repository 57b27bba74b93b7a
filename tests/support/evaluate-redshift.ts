import { parse } from '@guanmingchiu/sqlparser-ts';
import { fieldOf } from './find-nodes.ts';
import {
  castTo,
  compare,
  compute,
  decimal,
  integer,
  numberOf,
  type RedshiftNumber,
  remainderOf,
} from './redshift-decimals.ts';

type Value = RedshiftNumber | string | boolean;
type Row = Readonly<Record<string, Value>>;
type Relations = Readonly<Record<string, Row>>;

/**
 * The row that a query for Redshift makes of one row of the relation `parts`, worked out by the rules for decimals: a query of steps that
 * each take the row of another and add columns to it. The parser has to be started.
 */
export function evaluateRow(sql: string, parts: Row): Row {
  return queryRow(fieldOf(fieldOf(parse(sql, 'redshift'), '0'), 'Query'), { parts });
}

function queryRow(query: unknown, outer: Relations): Row {
  let relations = outer;
  for (const step of listOf(fieldOf(fieldOf(query, 'with'), 'cte_tables'))) {
    const name = String(fieldOf(fieldOf(fieldOf(step, 'alias'), 'name'), 'value'));
    relations = { ...relations, [name]: queryRow(fieldOf(step, 'query'), relations) };
  }
  const select = fieldOf(fieldOf(query, 'body'), 'Select');
  const from = fieldOf(fieldOf(fieldOf(select, 'from'), '0'), 'relation');
  const table = nameOf(fieldOf(fieldOf(fieldOf(from, 'Table'), 'name'), '0'));
  const row = fieldOf(from, 'Derived')
    ? queryRow(fieldOf(fieldOf(from, 'Derived'), 'subquery'), relations)
    : relations[table];
  if (row === undefined) throw new Error(`no relation ${table}`);
  return Object.fromEntries(listOf(fieldOf(select, 'projection')).flatMap((item) => columnsOf(item, row)));
}

function columnsOf(item: unknown, row: Row): (readonly [string, Value])[] {
  const [kind, content] = nodeOf(item);
  if (kind === 'Wildcard' || kind === 'QualifiedWildcard') return Object.entries(row);
  if (kind === 'ExprWithAlias')
    return [[String(fieldOf(fieldOf(content, 'alias'), 'value')), evaluate(fieldOf(content, 'expr'), row)]];
  return [[nameOf(content), evaluate(content, row)]];
}

function evaluate(node: unknown, row: Row): Value {
  const [kind, content] = nodeOf(node);
  const of = (field: string): Value => evaluate(fieldOf(content, field), row);
  switch (kind) {
    case 'Identifier':
    case 'CompoundIdentifier': {
      const value = row[nameOf(node)];
      if (value === undefined) throw new Error(`no column ${nameOf(node)}`);
      return value;
    }
    case 'Nested':
      return evaluate(content, row);
    case 'Value': {
      const [literalKind, text] = nodeOf(fieldOf(content, 'value'));
      return literalKind === 'Number' ? numberOf(String(fieldOf(text, '0'))) : String(text);
    }
    case 'UnaryOp':
      return compute('Minus', integer(0n, 'integer'), asNumber(of('expr')));
    case 'Between':
      return (
        compare(asNumber(of('expr')), asNumber(of('low'))) >= 0 &&
        compare(asNumber(of('expr')), asNumber(of('high'))) <= 0
      );
    case 'BinaryOp':
      return operation(String(fieldOf(content, 'op')), of('left'), () => of('right'));
    case 'Cast':
      return cast(of('expr'), fieldOf(content, 'data_type'));
    case 'Function':
      return call(content, row);
    case 'Case':
      return choose(content, row);
    default:
      throw new Error(`no rule for ${kind}`);
  }
}

function operation(operator: string, left: Value, right: () => Value): Value {
  const order = (): number => compare(asNumber(left), asNumber(right()));
  switch (operator) {
    case 'And':
      return left === true && right() === true;
    case 'Eq':
      return order() === 0;
    case 'Lt':
      return order() < 0;
    case 'LtEq':
      return order() <= 0;
    case 'GtEq':
      return order() >= 0;
    default:
      return compute(operator, asNumber(left), asNumber(right()));
  }
}

function cast(value: Value, type: unknown): Value {
  const digits = fieldOf(fieldOf(type, 'Decimal'), 'PrecisionAndScale');
  if (!Array.isArray(digits)) return typeof value === 'string' ? value : textOf(asNumber(value));
  const [precision, scale] = digits.map(Number);
  if (precision === undefined || scale === undefined) throw new Error('a bare decimal');
  if (typeof value !== 'string') return castTo(asNumber(value), precision, scale);
  const [whole = '', fraction = ''] = value.split('.');
  return decimal(BigInt(whole + fraction.padEnd(scale, '0').slice(0, scale)), precision, scale);
}

/** The first branch that holds. Another one of another type would make Redshift mix the two into a third type. */
function choose(content: unknown, row: Row): Value {
  const branches = listOf(fieldOf(content, 'conditions'));
  const chosen = branches.find((branch) => evaluate(fieldOf(branch, 'condition'), row) === true);
  const results = [
    ...branches.map((branch) => fieldOf(branch, 'result')),
    fieldOf(content, 'else_result'),
  ].map((result) => evaluate(result, row));
  const types = new Set(results.map((result) => typeName(result)));
  if (types.size > 1) throw new Error(`a case of ${[...types].join(' and ')}`);
  return results[chosen === undefined ? results.length - 1 : branches.indexOf(chosen)] ?? false;
}

function call(content: unknown, row: Row): Value {
  const name = nameOf(fieldOf(fieldOf(content, 'name'), '0'));
  const args = listOf(fieldOf(fieldOf(fieldOf(content, 'args'), 'List'), 'args')).map((argument) =>
    evaluate(fieldOf(fieldOf(argument, 'Unnamed'), 'Expr'), row),
  );
  const [first, second, third] = args;
  if (first === undefined) throw new Error(`${name} of nothing`);
  if (name === 'abs') {
    const number = asNumber(first);
    return number.unscaled < 0n ? { ...number, unscaled: -number.unscaled } : number;
  }
  if (name === 'mod' && second !== undefined) return remainderOf(asNumber(first), asNumber(second));
  if (name === 'replace') return String(first).replaceAll(String(second), String(third));
  throw new Error(`no rule for ${name}`);
}

function typeName(value: Value): string {
  if (typeof value !== 'object') return typeof value;
  return value.type === 'decimal' ? `decimal(${value.precision},${value.scale})` : value.type;
}

function textOf({ unscaled, scale }: RedshiftNumber): string {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return `${unscaled < 0n ? '-' : ''}${whole}${scale === 0 ? '' : `.${digits.slice(digits.length - scale)}`}`;
}

function asNumber(value: Value): RedshiftNumber {
  if (typeof value !== 'object') throw new Error(`${String(value)} is no number`);
  return value;
}

function nodeOf(node: unknown): readonly [string, unknown] {
  if (typeof node === 'string') return [node, undefined];
  const [entry] = typeof node === 'object' && node !== null ? Object.entries(node) : [];
  if (entry === undefined) throw new Error('no node');
  return entry;
}

/** The last part of a name: `t.a` is the column `a`. */
function nameOf(node: unknown): string {
  const content = fieldOf(node, 'Identifier') ?? fieldOf(node, 'CompoundIdentifier');
  const last: unknown = Array.isArray(content) ? content.at(-1) : content;
  return String(fieldOf(last, 'value'));
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
