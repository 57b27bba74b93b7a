/** A table or view in a warehouse. */
export interface RelationName {
  readonly schema: string;
  readonly name: string;
}
