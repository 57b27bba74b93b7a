import type { Diagnostic, Place } from '../base/diagnostic.ts';
import type { NodeName } from '../base/names.ts';
import type { Dialect, RelationName } from '../warehouses/dialect.ts';

/** A relation that a run publishes. */
export interface PublishedNode {
  readonly name: NodeName;
  readonly relation: RelationName;
  /** Of a view, its query, which is a part of the publication; a table only gets its name there. */
  readonly viewSql: string | undefined;
  readonly place: Place | undefined;
}

/**
 * That one transaction does not hold what a run publishes: known before anything is built. What is dropped and granted again depends on
 * what stands in the warehouse, and is looked at when it is published.
 */
export function checkPublication(nodes: readonly PublishedNode[], dialect: Dialect): Diagnostic[] {
  const statements = nodes.flatMap(({ relation, viewSql }) => {
    const name = dialect.relation(relation);
    return viewSql === undefined
      ? [`alter table ${name} rename to ${dialect.identifier(relation.name)}`]
      : [`create view ${name} as\n${viewSql}\n${dialect.lateBinding ?? ''}`, `select * from ${name} limit 0`];
  });
  const problem = dialect.transactionProblem(statements);
  if (problem === undefined) return [];
  const lengthOf = ({ viewSql = '' }: PublishedNode): number => Buffer.byteLength(viewSql);
  const longest = nodes.reduce((most, node) => (lengthOf(node) > lengthOf(most) ? node : most));
  return [
    {
      severity: 'error',
      code: 'publication-too-long',
      message: `What is published at once is too much for ${dialect.name}. ${problem} The longest part of it is the view "${longest.name}" with ${lengthOf(longest).toLocaleString('en')} bytes.`,
      place: longest.place,
      hint: 'Keep long views as tables ("materialized: table"), or build with --select in several runs.',
    },
  ];
}
