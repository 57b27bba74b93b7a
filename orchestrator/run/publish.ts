import type { Dialect } from '../warehouses/dialect.ts';
import type { Warehouse } from '../warehouses/warehouse.ts';
import type {
  DroppedRelation,
  Materialization,
  PlannedStatement,
  StatementRole,
} from './materialize/materialization.ts';

/** A schema that is there whatever the project is, for what a warehouse needs in a transaction. */
export const workSchema = 'raw';

/** The statements that write the moment of publication into what is still hidden, before the transaction. */
export function stampStatements(materializations: readonly Materialization[]): PlannedStatement[] {
  return materializations.flatMap(({ stamp }) => stamp ?? []);
}

/**
 * The statements of the one transaction that readers notice, for materializations in the order of the graph: views are dropped before what
 * they read and made after it. What was granted on a relation that is made anew is read here and granted again.
 */
export async function publishStatements(
  materializations: readonly Materialization[],
  { dialect, grants }: Pick<Warehouse, 'dialect' | 'grants'>,
): Promise<PlannedStatement[]> {
  const granted = await grants(materializations.flatMap(({ replaces }) => replaces ?? []));
  const dropped = [...materializations].reverse().flatMap(({ publish }) => publish.drop);
  return [
    ...materializations.flatMap(({ publish }) => publish.fill ?? []),
    ...dropStatements('publish', dropped, dialect),
    ...materializations.flatMap(({ publish }) => publish.swap),
    ...materializations.flatMap(({ publish }) => publish.create),
    ...granted.map((sql) => ({ role: 'publish' as const, sql })),
  ];
}

/** What is done after publishing: the hidden tables go that were read only, and what stays is described. */
export function cleanupStatements(
  materializations: readonly Materialization[],
  dialect: Dialect,
): { readonly drop: PlannedStatement[]; readonly describe: PlannedStatement[] } {
  const dropped = materializations.flatMap(({ cleanup }) => cleanup.drop);
  return {
    drop: dropStatements('cleanup', dropped, dialect),
    describe: materializations.flatMap(({ cleanup }) => cleanup.describe),
  };
}

/** The statements that drop relations, views before the tables that they may read. One that drops several is of no node. */
function dropStatements(
  role: StatementRole,
  relations: readonly DroppedRelation[],
  dialect: Dialect,
): PlannedStatement[] {
  return (['view', 'table'] as const).flatMap((kind) => {
    const dropped = relations.filter((relation) => relation.kind === kind);
    const statements = dialect.drop(kind, dropped);
    return statements.map((sql, index): PlannedStatement => {
      const node = statements.length === dropped.length ? dropped[index]?.node : undefined;
      return node === undefined ? { role, sql } : { role, node, sql };
    });
  });
}
