import type { NodeName } from '../../base/names.ts';
import type { CompiledSql } from '../../compile/compiled-graph.ts';

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
}

/** How one seed or model becomes a relation: statements as data, for the warehouse to execute and for `plan` to print. */
export interface Materialization {
  /** In order, each in a transaction of its own. */
  readonly build: readonly Statement[];
  /**
   * Parts of the one transaction. What depends on others is dropped first and created last: all `drop` of a run (the last
   * node first), then all `swap`, then all `create`.
   */
  readonly publish: {
    readonly drop: readonly Statement[];
    readonly swap: readonly Statement[];
    readonly create: readonly Statement[];
  };
  /** After publishing. */
  readonly cleanup: readonly Statement[];
}

/** A statement that ends in a node's query. */
export function statementAround(role: StatementRole, before: string, compiled: CompiledSql): Statement {
  const start = `${before}\n`;
  return { role, node: compiled.name, sql: start + compiled.sql, query: { offset: start.length, compiled } };
}
