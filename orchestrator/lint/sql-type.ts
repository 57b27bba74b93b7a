import type { ColumnType } from '../base/column-type.ts';

/** What can be seen of a value's type. */
export type SqlType =
  /** Without a precision where it is that of a computation, or where none is written. */
  | { readonly kind: 'decimal'; readonly precision?: number; readonly scale?: number }
  /** `isShort`: of at most 32 bits. */
  | { readonly kind: 'integer'; readonly isShort: boolean }
  | { readonly kind: 'double' | 'text' | 'boolean' | 'date' | 'timestamp' };

/** What a column of a portable type is, in every warehouse. */
export const portableTypes: Readonly<Record<ColumnType, SqlType>> = {
  text: { kind: 'text' },
  integer: { kind: 'integer', isShort: false },
  boolean: { kind: 'boolean' },
  date: { kind: 'date' },
  timestamp: { kind: 'timestamp' },
  cost: { kind: 'decimal', precision: 38, scale: 18 },
  quantity: { kind: 'decimal', precision: 38, scale: 12 },
};
