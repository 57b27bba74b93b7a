import { columnsOfKeys } from '../base/table-keys.ts';
import type { Contract, Model } from '../project/project.ts';
import type { Dialect } from '../warehouses/dialect.ts';
import { monthColumn } from './materialize/incremental.ts';
import type { ModelTask } from './materialize/model-task.ts';

interface WarehouseColumn {
  readonly name: string;
  readonly type: string;
}

/** A sentence on what the columns of a built model lack of what the project says of them; undefined if nothing. */
export function checkColumns(
  model: Model,
  contract: Contract | undefined,
  built: readonly WarehouseColumn[],
  dialect: Dialect,
): string | undefined {
  const names = new Set(built.map(({ name }) => name));
  const undelivered = [
    ...model.columns.map((column) => ({ name: column.name, why: 'its header describes it' })),
    ...(model.materialized === 'incremental'
      ? [{ name: monthColumn, why: 'an incremental model is kept by it' }]
      : []),
    ...(model.stampedColumn === undefined
      ? []
      : [{ name: model.stampedColumn, why: 'its header says stamped_column' }]),
    ...columnsOfKeys(model.tableKeys ?? {}).map((name) => ({ name, why: 'it is to be a key in Redshift' })),
  ].find(({ name }) => !names.has(name));
  if (undelivered !== undefined) {
    return `"${model.name}" has no column "${undelivered.name}", although ${undelivered.why}; it has ${list(built)}.`;
  }
  return contract === undefined ? undefined : checkContract(model, contract, built, dialect);
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
    if (column.type !== dialect.typeName(type)) {
      return `${promise} "${name}" is to be of type ${type} (${dialect.typeName(type)}) and is ${column.type}.`;
    }
  }
  return undefined;
}

/** A sentence on why rows of other months cannot stay beside those of this run; undefined if they can. */
export function checkSameColumns(task: ModelTask, built: readonly WarehouseColumn[]): string | undefined {
  const shape = (columns: readonly WarehouseColumn[]): string =>
    columns
      .map(({ name, type }) => `${name} ${type}`)
      .sort()
      .join(', ');
  const kept = task.existing?.columns ?? [];
  if (shape(kept) === shape(built)) return undefined;
  const has = (columns: readonly WarehouseColumn[], { name, type }: WarehouseColumn): boolean =>
    columns.some((other) => other.name === name && other.type === type);
  const gone = kept.filter((column) => !has(built, column)).map(({ name, type }) => `"${name}" ${type}`);
  const added = built.filter((column) => !has(kept, column)).map(({ name, type }) => `"${name}" ${type}`);
  const changes = [
    ...(added.length > 0 ? [`it now has ${added.join(', ')}`] : []),
    ...(gone.length > 0 ? [`it no longer has ${gone.join(', ')}`] : []),
  ];
  return (
    `The columns of "${task.node}" have changed (${changes.join('; ')}), and its table has rows of months that this run ` +
    'does not build. Run it with the bills of all months and without --month, so that the table is made anew.'
  );
}

function list(columns: readonly { readonly name: string }[]): string {
  return columns.map(({ name }) => `"${name}"`).join(', ');
}
