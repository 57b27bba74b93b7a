/** How a warehouse that spreads tables over machines is to lay one out; others pass it over. */
export interface TableKeys {
  /** `even`, `all`, `auto`, or the column whose values decide where a row lies; undefined leaves it to the warehouse. */
  readonly dist?: string;
  /** The columns by which rows are sorted, the first first. */
  readonly sort?: readonly string[];
}

/** What `dist` may say that is no column. */
export const distStyles: ReadonlySet<string> = new Set(['even', 'all', 'auto']);

/** The columns that the keys name. */
export function columnsOfKeys({ dist, sort = [] }: TableKeys): readonly string[] {
  return [...(dist === undefined || distStyles.has(dist) ? [] : [dist]), ...sort];
}
