/** The column by which an incremental model is kept. */
export const monthColumn = 'statement_month';
