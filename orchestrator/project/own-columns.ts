/** The columns that a raw table has besides those of its spec: where a row came from and, of a bill, all of its tags. */
export const ownColumns = {
  documents: ['file_id', 'unreadable_fields'],
  bill: ['file_id', 'statement_month', 'tags'],
} as const;
