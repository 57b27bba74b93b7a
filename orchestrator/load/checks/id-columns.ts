/** The raw columns in which bills name their lines: by one of them, or by a line item's id and time interval together. */
export const idColumns = ['record_id', 'line_item_id', 'time_interval'] as const;
