import { parseStatementMonth, type StatementMonth } from '../../base/names.ts';
import type { RelationName } from '../../warehouses/dialect.ts';
import type { Relation, Warehouse } from '../../warehouses/warehouse.ts';
import { findRelation } from '../published-relation.ts';
import { type PublishedMonth, publishedMonthsRelation } from './published-months.ts';

/** The history of runs, of which readers know these columns by name. */
const runsRelation: RelationName = { schema: 'rollups', name: 'runs' };
const runsColumns = ['run_id', 'statement_month', 'is_final'];

/** The months that were final in the run that readers see; none in a project that does not say it. */
export async function readFinalMonths(
  { dialect, query }: Pick<Warehouse, 'dialect' | 'query'>,
  relations: readonly Relation[],
  published: readonly PublishedMonth[],
): Promise<ReadonlySet<StatementMonth>> {
  const runs = findRelation(relations, runsRelation);
  const saysIt = runsColumns.every((name) => runs?.columns.some((column) => column.name === name));
  if (!saysIt || published.length === 0) return new Set();
  const { rows } = await query(
    [
      'select published.statement_month',
      `from ${dialect.relation(publishedMonthsRelation)} as published`,
      `inner join ${dialect.relation(runsRelation)} as runs`,
      '    on runs.run_id = published.run_id',
      '    and runs.statement_month = published.statement_month',
      'where runs.is_final',
    ].join('\n'),
  );
  return new Set(rows.flatMap(([month]) => parseStatementMonth(month ?? '') ?? []));
}
