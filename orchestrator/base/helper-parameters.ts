/**
 * Which arguments each helper takes that every warehouse answers in its own SQL; `DialectHelpers` in warehouses/dialect.ts
 * says what each gives, and does not compile unless the two name the same helpers.
 */
export const helperParameters = {
  big_integer: ['expression'],
  int_div: ['dividend', 'divisor'],
  quick_int_div: ['dividend', 'divisor'],
  quick_mul_div: ['factor', 'numerator', 'denominator'],
  int_mod: ['dividend', 'divisor'],
  cost_to_units: ['cost'],
  units_to_cost: ['units'],
  big_sum: ['expression'],
  cost_or_zero: ['cost'],
  add_costs: ['left', 'right'],
  subtract_costs: ['left', 'right'],
  cast: ['type', 'expression'],
  dateadd: ['unit', 'count', 'timestamp'],
  milliseconds_between: ['from', 'to'],
  month_of: ['timestamp'],
  regex_match: ['text', 'pattern'],
  regex_extract: ['text', 'pattern'],
  regex_replace: ['text', 'pattern', 'replacement'],
  string_agg: ['text', 'separator', 'order'],
  json_text: ['json', 'key'],
  json_text_of: ['json', 'key_expression'],
  json_array_sum: ['json', 'field'],
  json_array_find: ['json', 'key', 'value', 'field'],
  md5: ['text'],
  digest_of: ['text'],
  row_hash: ['columns'],
  literal: ['text'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
