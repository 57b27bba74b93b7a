/**
 * What a record says of a name that somebody has written. `record[name]` would also give what every object inherits, as
 * `constructor`.
 */
export function ownValue<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
