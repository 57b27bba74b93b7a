/** The types of the portable subset; each warehouse's dialect says what they are called there. */
export const columnTypes = ['text', 'integer', 'boolean', 'date', 'timestamp', 'cost', 'quantity'] as const;
export type ColumnType = (typeof columnTypes)[number];
