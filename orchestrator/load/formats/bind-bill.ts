import type { BillColumn } from '../../project/project.ts';
import type { BillBinding } from '../../warehouses/file-load.ts';
import { type BillSpec, positionOf } from './recognize-format.ts';

/** The raw column whose month is the statement month of a row, in formats that say it in every row. */
export const periodColumn = 'billing_period_start_at';

/**
 * Which column of a file goes where, by the file's own header. `month` is that of a format whose rows do not say it. Names
 * are only compared and never become SQL, so a header can hold anything.
 */
export function bindBill(spec: BillSpec, header: readonly string[], month: string | undefined): BillBinding {
  const { columns, tags } = spec.form;
  const keys = new Map<string, number[]>();
  const mapAt = (name: string): number => tags.maps.findIndex((map) => isSameName(map, name));
  const maps = header
    .map((name, position) => ({ position, rank: mapAt(name) }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => a.rank - b.rank);
  header.forEach((name, position) => {
    if (mapAt(name) >= 0) return;
    const matched = tags.prefixes.find(
      ({ prefix }) => name.startsWith(prefix) && name.length > prefix.length,
    );
    if (matched === undefined) return;
    const key = matched.keyPrefix + name.slice(matched.prefix.length);
    keys.set(key, [...(keys.get(key) ?? []), position]);
  });
  return {
    statementMonth:
      month === undefined ? { kind: 'column', name: periodColumn } : { kind: 'constant', month },
    columns: columns.map((column) => ({
      name: column.name,
      type: column.type,
      position: positionOf(column, header),
      isNeverEmpty: isNeverEmpty(column),
    })),
    tagColumns: [...keys].map(([key, positions]) => ({ key, positions })),
    tagMaps: maps.map(({ position }) => position),
    mapKeyPrefixes: tags.mapKeyPrefixes,
  };
}

function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** A line without a cost, or for no month, is no line of a bill. */
function isNeverEmpty(column: BillColumn): boolean {
  return column.isRequired && (column.type === 'cost' || column.name === periodColumn);
}
