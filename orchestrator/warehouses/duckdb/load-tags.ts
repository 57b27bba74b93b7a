import type { BillBinding } from '../file-load.ts';
import { duckdbDialect } from './dialect.ts';

const { literal } = duckdbDialect;

/**
 * All tags of a row as the text of one JSON object, null if there is none; empty values are left out. Put together as text:
 * json_object would need a second pass to take its nulls away. `cell` gives the SQL of a cell's text. Of several columns and maps
 * that have the same key, columns come before maps, and maps as the binding has them.
 */
export function loadTagsSql(
  bill: BillBinding,
  cell: (position: number) => string,
  isMap: (position: number) => boolean,
): string {
  const maps = bill.tagMaps.map((position) => (isMap(position) ? `c${position}` : mapOfText(cell(position))));
  const members = [
    ...(bill.tagColumns.length === 0 ? [] : [membersOfColumns(bill, cell)]),
    ...maps.map((map) => membersOfMap(bill, map)),
  ];
  if (members.length === 0) return 'cast(null as varchar)';
  const filled = members.map((text) => `nullif(${text}, '')`);
  const first = `coalesce(${filled.join(', ')})`;
  if (filled.length === 1) return `'{' || ${first} || '}'`;
  // Most rows have one kind: older lines have columns, newer ones a map. Only the others are put together key by key.
  const all = [...entriesOfColumns(bill, cell), ...maps.map((map) => entriesOfMap(bill, map))];
  const together = all.reduce((list, more) => `list_concat(${list}, ${more})`);
  const isSeveral = filled.map((text) => `(case when ${text} is null then 0 else 1 end)`).join(' + ');
  return `'{' || case when ${isSeveral} > 1 then ${firstOfEachKey(together)} else ${first} end || '}'`;
}

function membersOfColumns(bill: BillBinding, cell: (position: number) => string): string {
  const parts = bill.tagColumns.map(
    ({ key, positions }) => `${literal(`${JSON.stringify(key)}:`)} || ${valueOfColumns(positions, cell)}`,
  );
  return `concat_ws(',', ${parts.join(', ')})`;
}

/** The first of the columns that is not empty, as JSON. */
function valueOfColumns(positions: readonly number[], cell: (position: number) => string): string {
  const [first = 'null', ...others] = positions.map((position) => `nullif(${cell(position)}, '')`);
  const value = others.length === 0 ? first : `coalesce(${[first, ...others].join(', ')})`;
  return `cast(to_json(${value}) as varchar)`;
}

function membersOfMap(bill: BillBinding, map: string): string {
  return `array_to_string(list_sort(list_transform(${filledOf(map)}, entry -> ${keyOf(bill)} || ':' || ${valueOfEntry})), ',')`;
}

function entriesOfColumns(bill: BillBinding, cell: (position: number) => string): string[] {
  if (bill.tagColumns.length === 0) return [];
  const entries = bill.tagColumns.map(
    ({ key, positions }) =>
      `{'tag': ${literal(JSON.stringify(key))}, 'content': ${valueOfColumns(positions, cell)}}`,
  );
  return [`list_filter([${entries.join(', ')}], entry -> entry.content is not null)`];
}

function entriesOfMap(bill: BillBinding, map: string): string {
  return `list_transform(${filledOf(map)}, entry -> {'tag': ${keyOf(bill)}, 'content': ${valueOfEntry}})`;
}

function firstOfEachKey(entries: string): string {
  const isFirst = `list_position(list_transform(${entries}, other -> other.tag), entry.tag) = place`;
  const firsts = `list_filter(${entries}, (entry, place) -> ${isFirst})`;
  return `array_to_string(list_sort(list_transform(${firsts}, entry -> entry.tag || ':' || entry.content)), ',')`;
}

function filledOf(map: string): string {
  return `list_filter(map_entries(${map}), entry -> entry.value <> '')`;
}

const valueOfEntry = 'cast(to_json(entry.value) as varchar)';

function keyOf(bill: BillBinding): string {
  const key = bill.mapKeyPrefixes.reduceRight(
    (otherwise, { prefix, keyPrefix }) =>
      `case when starts_with(entry.key, ${literal(prefix)}) then ${literal(keyPrefix)} || substr(entry.key, ${[...prefix].length + 1}) else ${otherwise} end`,
    'entry.key',
  );
  return `cast(to_json(${key}) as varchar)`;
}

/** JSON text as a map; a text that is no JSON object fails the statement. */
function mapOfText(text: string): string {
  return `cast(cast(nullif(${text}, '') as json) as map(varchar, varchar))`;
}

/** Whether a cell's text is something, but no JSON object. */
export function isNoMap(text: string): string {
  return `nullif(${text}, '') is not null and try_cast(nullif(${text}, '') as json) is null or json_type(try_cast(nullif(${text}, '') as json)) not in ('OBJECT', 'NULL')`;
}
