import type { BillBinding } from '../file-load.ts';
import { duckdbDialect } from './dialect.ts';

const { literal } = duckdbDialect;

/**
 * All tags of a row as the text of one JSON object, null if there is none; empty values are left out. Put together as text:
 * json_object would need a second pass to take its nulls away. `cell` gives the SQL of a cell's text.
 */
export function loadTagsSql(
  bill: BillBinding,
  cell: (position: number) => string,
  isMap: (position: number) => boolean,
): string {
  const members = [
    ...(bill.tagColumns.length === 0 ? [] : [membersOfColumns(bill, cell)]),
    ...bill.tagMaps.map((position) =>
      membersOfMap(bill, isMap(position) ? `c${position}` : mapOfText(cell(position))),
    ),
  ];
  if (members.length === 0) return 'cast(null as varchar)';
  // A file with both kinds has them for different rows: older lines have columns, newer ones a map.
  return `'{' || coalesce(${members.map((text) => `nullif(${text}, '')`).join(', ')}) || '}'`;
}

function membersOfColumns(bill: BillBinding, cell: (position: number) => string): string {
  const parts = bill.tagColumns.map(({ key, positions }) => {
    const [first = 'null', ...others] = positions.map((position) => `nullif(${cell(position)}, '')`);
    const value = others.length === 0 ? first : `coalesce(${[first, ...others].join(', ')})`;
    return `${literal(`${JSON.stringify(key)}:`)} || cast(to_json(${value}) as varchar)`;
  });
  return `concat_ws(',', ${parts.join(', ')})`;
}

function membersOfMap(bill: BillBinding, map: string): string {
  const key = bill.mapKeyPrefixes.reduceRight(
    (otherwise, { prefix, keyPrefix }) =>
      `case when starts_with(entry.key, ${literal(prefix)}) then ${literal(keyPrefix)} || substr(entry.key, ${[...prefix].length + 1}) else ${otherwise} end`,
    'entry.key',
  );
  const filled = `list_filter(map_entries(${map}), entry -> entry.value <> '')`;
  return `array_to_string(list_sort(list_transform(${filled}, entry -> cast(to_json(${key}) as varchar) || ':' || cast(to_json(entry.value) as varchar))), ',')`;
}

/** JSON text as a map; a text that is no JSON object fails the statement. */
function mapOfText(text: string): string {
  return `cast(cast(nullif(${text}, '') as json) as map(varchar, varchar))`;
}

/** Whether a cell's text is something, but no JSON object. */
export function isNoMap(text: string): string {
  return `nullif(${text}, '') is not null and try_cast(nullif(${text}, '') as json) is null or json_type(try_cast(nullif(${text}, '') as json)) not in ('OBJECT', 'NULL')`;
}
