import type { NodeName, RunId, StatementMonth } from '../../base/names.ts';
import type { TableKeys } from '../../base/table-keys.ts';
import type { CompiledSql } from '../../compile/compiled-graph.ts';
import type { Dialect, RelationName } from '../../warehouses/dialect.ts';
import type { BulkRows, Relation } from '../../warehouses/warehouse.ts';
import type { TablePart } from './table-part.ts';

/** Where a relation is built, and what is in the place where it goes. */
export interface RelationTask {
  readonly node: NodeName;
  readonly run: RunId;
  readonly dialect: Dialect;
  /** How the warehouse takes many rows at once, if it does. */
  readonly bulk: BulkRows | undefined;
  /** What readers see. */
  readonly published: RelationName;
  readonly hidden: RelationName;
  /** What stands under the published name now. */
  readonly existing: Relation | undefined;
  /** The tables of which `existing` is the view, if its months are kept apart. */
  readonly parts: readonly TablePart[];
  readonly descriptions: Descriptions;
}

/** What the project says of a relation and its columns, for people. */
export interface Descriptions {
  readonly relation: string;
  readonly columns: readonly { readonly name: string; readonly description: string }[];
}

/** What it takes to materialize one model. */
export interface ModelTask extends RelationTask {
  /** Its query, reading what this run has built. */
  readonly compiled: CompiledSql;
  /** Its query, reading what readers see: the text of a view. */
  readonly compiledForReaders: CompiledSql;
  /** How its table is laid out, if the project says it. */
  readonly tableKeys: TableKeys | undefined;
  /** The months that this run builds; undefined is every month. */
  readonly months: readonly StatementMonth[] | undefined;
}
