import type { NodeName } from '../../base/names.ts';
import type { CompiledSql } from '../../compile/compiled-graph.ts';
import type { RelationName } from '../../warehouses/dialect.ts';
import type { BulkFile } from '../../warehouses/warehouse.ts';

/**
 * `build` fills hidden relations, `audit` looks for rows that should not be there, `publish` is the one transaction that
 * readers notice, `cleanup` takes away what is left over and may fail without harm.
 */
export type StatementRole = 'build' | 'audit' | 'publish' | 'cleanup';

/** One statement, as it is sent to the warehouse. */
export interface Statement {
  readonly role: StatementRole;
  readonly node: NodeName;
  readonly sql: string;
  /** The node's own query within `sql`, so that an error can be shown in the model's file. */
  readonly query?: { readonly offset: number; readonly compiled: CompiledSql };
  /** A file that it reads, to be sent before. */
  readonly file?: BulkFile;
}

/** A statement of a node, or one of the engine's own: for several nodes, for schemas, for what a publication remembers. */
export type PlannedStatement =
  | Statement
  | {
      readonly role: StatementRole;
      readonly node?: undefined;
      readonly sql: string;
      readonly query?: undefined;
    };

/** A relation that goes. */
export interface DroppedRelation extends RelationName {
  readonly node: NodeName;
  readonly kind: 'table' | 'view';
}

/** How one seed or model becomes a relation: statements as data, for the warehouse to execute and for `plan` to print. */
export interface Materialization {
  /** In order, each in a transaction of its own. */
  readonly build: readonly Statement[];
  /** Comments on what was built, together in one transaction. */
  readonly describe: readonly Statement[];
  /**
   * What the moment of publication is written into, under hidden names: just before the transaction, each by itself. Within it, DuckDB could not
   * go through its log again after a crash (1.5: a table that is updated and then renamed), and the database could not be opened any more.
   */
  readonly stamp?: readonly Statement[];
  /**
   * Parts of the one transaction. First all `fill` of a run: many rows, which nobody has to wait for. Then short ones that lock readers out.
   * What depends on others is dropped first and created last: all `drop` (views first, the last node's before the first's), then all `swap`,
   * then all `create`.
   */
  readonly publish: {
    readonly fill?: readonly Statement[];
    readonly drop: readonly DroppedRelation[];
    readonly swap: readonly Statement[];
    readonly create: readonly Statement[];
  };
  /** The relation that is dropped and made anew, so that what was granted on it has to be granted again. */
  readonly replaces?: RelationName;
  /** After publishing. */
  readonly cleanup: { readonly drop: readonly DroppedRelation[]; readonly describe: readonly Statement[] };
}

/** A statement around a node's query. */
export function statementAround(
  role: StatementRole,
  before: string,
  compiled: CompiledSql,
  after?: string,
): Statement {
  const start = `${before}\n`;
  const sql = `${start}${compiled.sql}${after === undefined ? '' : `\n${after}`}`;
  return { role, node: compiled.name, sql, query: { offset: start.length, compiled } };
}
