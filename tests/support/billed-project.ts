import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import type { SqlStore } from '../stand-ins/data-api/sql-store.ts';
import { repositoryRoot } from './read-shipped-project.ts';

/** Where a run of the project writes. */
export interface BilledTarget {
  readonly endpoint: string;
  readonly staging: string;
  readonly iamRole: string;
}

const models: Readonly<Record<string, string>> = {
  'models/staging/stg_lines.sql': `/*
description: One row per bill line.
grain: [record_id]
materialized: view
*/
select statement_month, record_id, product_name, unblended_cost
from {{source "aws_dbr" "line_items"}} as line_items
where record_type = 'LineItem'
`,
  'models/staging/stg_products.sql': `/*
description: One row per product and month.
grain: [statement_month, product_name]
materialized: incremental
*/
select statement_month, product_name, {{cast "cost" "sum(unblended_cost)"}} as unblended_cost
from {{ref "stg_lines"}}
where {{in_scope "statement_month"}}
group by statement_month, product_name
`,
  'models/rollups/products.sql': `/*
description: One row per product, for readers.
grain: [statement_month, product_name]
materialized: table
*/
select statement_month, product_name, {{cast "cost" "sum(unblended_cost)"}} as unblended_cost
from {{ref "stg_lines"}}
group by statement_month, product_name
`,
  'models/rollups/costs.sql': `/*
description: One row per product, month and run.
grain: [run_id, statement_month, product_name]
materialized: history
tests:
  - adds_up_to: {model: stg_products, by: [statement_month], sum: unblended_cost}
*/
select
    {{cast "text" (run_id)}} as run_id,
    statement_month,
    product_name,
    unblended_cost
from {{ref "stg_products"}}
`,
};

/** A small project that loads a bill, with a model of each kind: it is run hundreds of times. */
export async function writeBilledProject(root: string, target: BilledTarget): Promise<void> {
  const raw = path.join('models', 'raw', 'raw_aws_dbr__line_items.yml');
  await mkdir(path.join(root, 'models', 'raw'), { recursive: true });
  await cp(path.join(repositoryRoot, raw), path.join(root, raw));
  for (const [file, text] of Object.entries(models)) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), text);
  }
  await writeFile(
    path.join(root, 'project.yml'),
    `name: billed
layers: [raw, staging, rollups]
vars: {product_area_tag: product_area}
targets:
  warehouse:
    type: redshift
    workgroup: w
    database: d
    region: eu-west-1
    concurrency: "3"
    endpoint: "${target.endpoint}"
    staging: "${target.staging}"
    iam_role: "${target.iamRole}"
default_target: warehouse
`,
  );
}

/** The costs of two lines of January and three of February, in the version of the bill with this number. */
function costsOf(version: number): Readonly<Record<string, readonly string[]>> {
  return {
    '2017-01-01': ['1.000000000000000001', '2'],
    '2017-02-01': [`${version}.5`, '0.25', `0.00000000000000000${version}`],
  };
}

/** Writes that version, a file for each month, into a folder; what they are called comes out. */
export async function writeBill(folder: string, version: number): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const header =
    'InvoiceID,PayerAccountId,LinkedAccountId,RecordType,RecordId,ProductName,UsageType,ItemDescription,UsageStartDate,UsageEndDate,UsageQuantity,Cost,ResourceId';
  const files: string[] = [];
  for (const [month, costs] of Object.entries(costsOf(version))) {
    const file = path.join(folder, `123456789012-aws-billing-detailed-line-items-${month.slice(0, 7)}.csv`);
    const lines = costs.map(
      (cost, index) =>
        `1,123456789012,123456789012,LineItem,${month}-${index},product ${index},Use,a line,${month} 00:00:00,${month} 01:00:00,1,${cost},`,
    );
    await writeFile(file, `${[header, ...lines].join('\n')}\n`);
    files.push(file);
  }
  return files;
}

/** How often each version of the bill was published, by what the history has of each run: whole, or it is wrong. */
export async function expectWholeHistory(
  store: SqlStore,
  versions: readonly number[],
): Promise<ReadonlyMap<string, number>> {
  const exists = await store.run(
    "select 1 from information_schema.tables where table_schema = 'rollups' and table_name = 'costs'",
  );
  if (exists?.rows.length !== 1) return new Map();
  const { rows = [] } = (await store.run(
    'select run_id, statement_month, count(*), sum(unblended_cost) from rollups.costs group by run_id, statement_month order by run_id, statement_month',
  )) ?? { rows: [] };
  const versionOf = new Map<string, number>();
  for (const [run, month, lines, cost] of rows) {
    const version = versions.find((one) => sumOf(costsOf(one)[month ?? ''] ?? []) === cost);
    expect([month, lines, version === undefined ? cost : 'right']).toEqual([
      month,
      String(costsOf(1)[month ?? '']?.length),
      'right',
    ]);
    if (month === '2017-02-01' && version !== undefined) versionOf.set(run ?? '', version);
  }
  return versionOf;
}

/** What readers, the raw table and the next run see after a run of this version that went well. */
export async function expectSettled(store: SqlStore, version: number): Promise<void> {
  const all = Object.values(costsOf(version)).flat();
  const one = async (sql: string) => (await store.run(sql))?.rows;
  expect(await one('select count(*), sum(unblended_cost) from "raw".raw_aws_dbr__line_items')).toEqual([
    [String(all.length), sumOf(all)],
  ]);
  expect(await one('select count(*), sum(unblended_cost) from rollups.products')).toEqual([
    [String(all.length), sumOf(all)],
  ]);
  expect(
    await one(`select relname from pg_class where position('__b_' in relname) > 0 and relkind in ('r', 'v')`),
  ).toEqual([]);
  expect(await one(`select proname from pg_proc where position('apportion_publish' in proname) > 0`)).toEqual(
    [],
  );
  expect(await one('select run_id from "raw".raw_apportion__run_lock')).toEqual([['']]);
}

function sumOf(costs: readonly string[]): string {
  const units = costs.reduce((sum, cost) => {
    const [whole = '', fraction = ''] = cost.split('.');
    return sum + BigInt(whole + fraction.padEnd(18, '0'));
  }, 0n);
  const digits = String(units).padStart(19, '0');
  return `${digits.slice(0, -18)}.${digits.slice(-18)}`;
}
