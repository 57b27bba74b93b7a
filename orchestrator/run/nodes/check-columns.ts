import type { ColumnType } from '../../base/column-type.ts';
import type { StatementMonth } from '../../base/names.ts';
import { columnsOfKeys } from '../../base/table-keys.ts';
import type { Contract, Model } from '../../project/project.ts';
import type { Dialect } from '../../warehouses/dialect.ts';
import type { ModelTask } from '../materialize/model-task.ts';
import { monthColumn } from '../materialize/month-column.ts';
import type { Strays } from './read-built.ts';

/** What is wrong with the columns of a built model. */
export interface ColumnComplaint {
  /** A sentence. */
  readonly message: string;
  /** What it is about in the header: a column, or else a key. */
  readonly column?: string;
}

interface WarehouseColumn {
  readonly name: string;
  readonly type: string;
}

/** What the columns of a built model lack of what the project says of them; undefined if nothing. */
export function checkColumns(
  model: Model,
  contract: Contract | undefined,
  built: readonly WarehouseColumn[],
  dialect: Dialect,
): ColumnComplaint | undefined {
  const names = new Set(built.map(({ name }) => name));
  const undelivered = [
    ...model.columns.map((column) => ({ name: column.name, why: 'its header describes it' })),
    ...(model.materialized === 'incremental'
      ? [{ name: monthColumn, why: 'an incremental model is kept by it' }]
      : []),
    ...(model.stampedColumn === undefined
      ? []
      : [{ name: model.stampedColumn, why: 'its header says stamped_column' }]),
    ...columnsOfKeys(model.tableKeys ?? {}).map((name) => keyColumn(model, name)),
  ].find(({ name }) => !names.has(name));
  if (undelivered !== undefined) {
    const { name, why, hint, about = name }: ExpectedColumn = undelivered;
    const message = `"${model.name}" has no column "${name}", although ${why}; it has ${list(built)}.${hint === undefined ? '' : ` ${hint}`}`;
    return { message, column: about };
  }
  const message = contract === undefined ? undefined : checkContract(model, contract, built, dialect);
  return message === undefined ? checkDeclaredTypes(model, built, dialect) : { message };
}

function checkDeclaredTypes(
  model: Model,
  built: readonly WarehouseColumn[],
  dialect: Dialect,
): ColumnComplaint | undefined {
  const types = new Map(built.map(({ name, type }) => [name, type]));
  for (const { name, type } of model.columns) {
    const builtType = types.get(name);
    if (type === undefined || builtType === undefined || isSameType(builtType, dialect.typeName(type)))
      continue;
    const message = `"${model.name}" is not as its header says: ${wrongType(name, type, builtType, dialect)}`;
    return { message, column: name };
  }
  return undefined;
}

function wrongType(name: string, type: ColumnType, built: string, dialect: Dialect): string {
  return `"${name}" is to be of type ${type} (${dialect.typeName(type)}) and is ${built}.`;
}

interface ExpectedColumn {
  readonly name: string;
  readonly why: string;
  readonly hint?: string;
  /** What of the header it is about, if not the column. */
  readonly about?: string;
}

function keyColumn(model: Model, name: string): ExpectedColumn {
  const header = model.text.slice(0, model.bodyOffset);
  if (header.includes(name)) return { name, why: 'it is to be a key in Redshift' };
  const none = model.tableKeys?.sort?.includes(name) ? 'sort: []' : 'dist: auto';
  return {
    name,
    why: 'the default of its layer in project.yml makes it a key in Redshift',
    hint: `If it is to be none, write "${none}" under "redshift" in the model's header.`,
    about: header.includes('redshift') ? 'redshift' : 'description',
  };
}

function checkContract(
  model: Model,
  contract: Contract,
  built: readonly WarehouseColumn[],
  dialect: Dialect,
): string | undefined {
  const promise = `"${model.name}" does not keep its contract "${contract.name}":`;
  const names = new Set(built.map(({ name }) => name));
  const promised = new Set(contract.columns.map(({ name }) => name));
  const missing = contract.columns.filter(({ name }) => !names.has(name));
  if (missing.length > 0) return `${promise} it lacks ${list(missing)}.`;
  const surplus = built.filter(({ name }) => !promised.has(name));
  if (surplus.length > 0) return `${promise} it has ${list(surplus)}, which the contract does not know.`;
  for (const [index, { name, type }] of contract.columns.entries()) {
    const column = built[index];
    if (column?.name !== name) {
      return `${promise} column ${index + 1} is to be "${name}" and is "${column?.name}".`;
    }
    if (!isSameType(column.type, dialect.typeName(type))) {
      return `${promise} ${wrongType(name, type, column.type, dialect)}`;
    }
  }
  return undefined;
}

/** What is wrong with an incremental model that has rows of other months than the run builds: each run would leave them beside those of the run before. */
export function checkMonths(
  { name }: Model,
  { rows, month }: Strays,
  months: readonly StatementMonth[],
): ColumnComplaint {
  const built = months.map((one) => one.slice(0, 7)).join(', ') || 'none';
  const message =
    `"${name}" is incremental, and of a run that builds the months ${built} it gives ${rows} row${rows === 1 ? '' : 's'} of other months, the first of ${month}. A run replaces its own months only, so these would ` +
    `stand beside what other runs give. Let it end with: where {{in_scope "${monthColumn}"}}`;
  return { message, column: monthColumn };
}

/** Why rows of other months cannot stay beside those of this run; undefined if they can. */
export function checkSameColumns(
  task: Pick<ModelTask, 'node' | 'parts' | 'existing'>,
  built: readonly WarehouseColumn[],
): ColumnComplaint | undefined {
  const unmarked = task.parts.find(({ months }) => months === undefined);
  if (unmarked !== undefined) {
    const message =
      `The comment on "${unmarked.schema}.${unmarked.name}" no longer says of which months its rows are, so nobody knows which rows of "${task.node}" stay. ` +
      'Run it with the bills of all months and without --month, so that the table is made anew.';
    return { message };
  }
  const kept = task.existing?.columns ?? [];
  const has = (columns: readonly WarehouseColumn[], { name, type }: WarehouseColumn): boolean =>
    columns.some((other) => other.name === name && isSameType(other.type, type));
  const gone = kept.filter((column) => !has(built, column)).map(({ name, type }) => `"${name}" ${type}`);
  const added = built.filter((column) => !has(kept, column)).map(({ name, type }) => `"${name}" ${type}`);
  if (gone.length === 0 && added.length === 0) return undefined;
  const changes = [
    ...(added.length > 0 ? [`it now has ${added.join(', ')}`] : []),
    ...(gone.length > 0 ? [`it no longer has ${gone.join(', ')}`] : []),
  ];
  const message =
    `The columns of "${task.node}" have changed (${changes.join('; ')}), and its table has rows of months that this run ` +
    'does not build. Run it with the bills of all months and without --month, so that the table is made anew.';
  return { message };
}

/** A column that has another type than in the rows of an append-only table: adding them would round or change them without a word. */
export function checkHistoryColumns(
  task: ModelTask,
  built: readonly WarehouseColumn[],
): ColumnComplaint | undefined {
  const published = new Map((task.existing?.columns ?? []).map(({ name, type }) => [name, type]));
  for (const { name, type } of built) {
    const before = published.get(name);
    if (before === undefined || isSameType(before, type)) continue;
    const message =
      `"${task.node}" is append-only, and its column "${name}" is ${before} in the table and ${type} now: to be added, ` +
      `the new values would have to be changed. Cast it to ${before}, or give the new column another name.`;
    return { message, column: name };
  }
  return undefined;
}

/** How long texts may be is no other type: what does not fit, the warehouse refuses. */
function isSameType(one: string, other: string): boolean {
  const isText = (type: string): boolean => /char|text/i.test(type);
  return one === other || (isText(one) && isText(other));
}

function list(columns: readonly { readonly name: string }[]): string {
  return columns.map(({ name }) => `"${name}"`).join(', ');
}
