import type { ColumnType } from '../../../base/column-type.ts';

/**
 * What Redshift calls the portable types. A bare `varchar` holds 256 bytes and a bare `decimal` no fraction at all, so both say how much;
 * 65,535 bytes are the most that there are.
 */
export const typeNames: Readonly<Record<ColumnType, string>> = {
  text: 'varchar(65535)',
  integer: 'bigint',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
  cost: 'decimal(38,18)',
  quantity: 'decimal(38,12)',
};

/** The type of whole numbers that are too large for 64 bits: there is no wider integer. */
export const bigInteger = 'decimal(38,0)';

/** The SQL name of a portable type by its name; throws if it is none. */
export function typeName(type: string): string {
  const name = Object.entries(typeNames).find(([portable]) => portable === type)?.[1];
  if (name === undefined) {
    throw new RangeError(`"${type}" is not a type: one of ${Object.keys(typeNames).join(', ')}`);
  }
  return name;
}
