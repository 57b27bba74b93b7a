import { monthList } from '../../base/month-list.ts';
import { parseStatementMonth, type StatementMonth } from '../../base/names.ts';
import type { Dialect, RelationName } from '../../warehouses/dialect.ts';
import type { Relation, Warehouse } from '../../warehouses/warehouse.ts';
import { findRelation } from '../published-relation.ts';

/** What a month was built from when it was last published whole. */
export interface PublishedMonth extends MonthInputs {
  readonly runId: string;
  /** As the warehouse prints it, UTC. */
  readonly publishedAt: string;
}

/** Digests of all that a month is built from. */
export interface MonthInputs {
  readonly month: StatementMonth;
  readonly bill: string;
  readonly events: string;
  readonly project: string;
}

/** The table that remembers from what the months that readers see were built. */
export const publishedMonthsRelation: RelationName = {
  schema: 'raw',
  name: 'raw_apportion__published_months',
};

/** All months that are remembered; none before the first publication. */
export async function readPublishedMonths(
  { dialect, query }: Pick<Warehouse, 'dialect' | 'query'>,
  relations: readonly Relation[],
): Promise<readonly PublishedMonth[]> {
  if (findRelation(relations, publishedMonthsRelation) === undefined) return [];
  const { rows } = await query(
    `select statement_month, bill_digest, events_digest, project_digest, run_id, published_at from ${dialect.relation(publishedMonthsRelation)} order by statement_month`,
  );
  return rows.flatMap(([text, bill, events, project, runId, publishedAt]): PublishedMonth[] => {
    const month = parseStatementMonth(text ?? '');
    if (month === undefined) return [];
    return [
      {
        month,
        bill: bill ?? '',
        events: events ?? '',
        project: project ?? '',
        runId: runId ?? '',
        publishedAt: publishedAt ?? '',
      },
    ];
  });
}

/** The statements that remember months that a run publishes whole; part of its one transaction. `publishedAt` is SQL. */
export function rememberMonths(
  dialect: Dialect,
  runId: string,
  publishedAt: string,
  months: readonly MonthInputs[],
): string[] {
  if (months.length === 0) return [];
  const table = dialect.relation(publishedMonthsRelation);
  const text = dialect.typeName('text');
  const rows = months.map(({ month, bill, events, project }) => {
    const digests = [bill, events, project].map((digest) => dialect.literal(digest));
    return `(date '${month}', ${digests.join(', ')}, ${dialect.literal(runId)}, ${publishedAt})`;
  });
  return [
    `create table if not exists ${table} (statement_month ${dialect.typeName('date')}, bill_digest ${text}, events_digest ${text}, project_digest ${text}, run_id ${text}, published_at ${dialect.typeName('timestamp')})`,
    ...forgetMonths(
      dialect,
      months.map(({ month }) => month),
    ),
    `insert into ${table} values ${rows.join(',\n')}`,
  ];
}

/** The statements that forget months, so that the next run builds them. The table exists. */
export function forgetMonths(dialect: Dialect, months: readonly StatementMonth[]): string[] {
  if (months.length === 0) return [];
  const list = monthList(months);
  return [`delete from ${dialect.relation(publishedMonthsRelation)} where statement_month in (${list})`];
}
