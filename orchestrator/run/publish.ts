import type { Materialization, Statement } from './materialize/materialization.ts';

/**
 * The statements of the one transaction that readers notice, given in the order of the graph: views are dropped before what
 * they read and made after it.
 */
export function publishStatements(materializations: readonly Materialization[]): Statement[] {
  return [
    ...[...materializations].reverse().flatMap(({ publish }) => publish.drop),
    ...materializations.flatMap(({ publish }) => publish.swap),
    ...materializations.flatMap(({ publish }) => publish.create),
  ];
}
