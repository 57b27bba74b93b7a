import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseStatementMonth } from '../../../orchestrator/base/names.ts';
import { planRun } from '../../../orchestrator/run/plan-run.ts';
import { type RunOptions, runSteps } from '../../../orchestrator/run/run-options.ts';
import type { Warehouse } from '../../../orchestrator/warehouses/warehouse.ts';
import { expectGolden } from '../../support/golden.ts';
import { model, openSmallProject, type SmallProject } from '../../support/small-project.ts';

let project: SmallProject;
beforeEach(async () => {
  project = await openSmallProject({
    'models/raw/raw_bill__lines.yml': `
description: Lines of a small bill.
title: Small
source: bill
bill:
  columns:
    - {name: cost, type: cost, from: [Cost], required: true, description: What it cost.}
`,
    'bills/bill-2017-01.csv': 'Cost\n1\n',
    'bills/bill-2017-02.csv': 'Cost\n2\n',
    'seeds/seeds.yml': `areas: {description: Areas., columns: {area: {type: text}, weight: {type: integer}}, grain: [area]}\n`,
    'seeds/areas.csv': 'area,weight\napi,3\n"it\'s",\n',
    'models/staging/a_view.sql': model('select statement_month, cost from {{source "bill" "lines"}}', {
      materialized: 'view',
    }),
    'models/staging/b_table.sql': model('select area from {{ref "areas"}}'),
    'models/rollups/c_incremental.sql': model(
      'select statement_month, sum(cost) as cost\nfrom {{ref "a_view"}}\nwhere {{in_scope "statement_month"}}\ngroup by statement_month',
      { materialized: 'incremental' },
    ),
    'models/rollups/d_history.sql': model(
      'select {{run_id}} as run_id, cost, cast(null as timestamp) as published_at from {{ref "c_incremental"}}',
      { materialized: 'history', stamped_column: 'published_at' },
    ),
    'models/rollups/e_view.sql': model('select cost from {{ref "c_incremental"}}', { materialized: 'view' }),
    'tests/assertions/costs_something.sql':
      '/*\ndescription: Every month costs something.\nseverity: error\n*/\nselect statement_month from {{ref "c_incremental"}} where cost = 0\n',
  });
  await project.run({ command: 'load', steps: runSteps.load, sources: { bill: ['bills'] } });
});
afterEach(() => project.close());

async function optionsOf(warehouse: Warehouse): Promise<RunOptions> {
  const february = parseStatementMonth('2017-02');
  return {
    graph: await project.graph(),
    warehouse,
    target: 'local',
    command: 'run',
    steps: { load: false, seeds: true, models: true, tests: true, publish: true },
    months: february === undefined ? [] : [february],
    effects: {
      now: () => new Date('2017-03-08T04:05:06.789Z'),
      environment: {},
      workingFolder: project.root,
      interrupted: new AbortController().signal,
    },
  };
}

const withoutRunId = (sql: string): string =>
  sql.replace(/r2\d{7}t\d{6}_[0-9a-f]{4}/g, 'r20170308t040506_1a2b');

async function planned(): Promise<{ role: string; sql: string }[]> {
  const plan = await planRun(await optionsOf(project.warehouse));
  if (!plan.ok) throw new Error(JSON.stringify(plan.diagnostics));
  return plan.value.statements.map(({ role, sql }) => ({ role, sql: withoutRunId(sql) }));
}

function asText(statements: readonly { role: string; sql: string }[]): string {
  return statements.map(({ role, sql }) => `-- ${role}\n${sql};\n`).join('\n');
}

it('prints the statements of a first run', async () => {
  expectGolden(fileURLToPath(new URL('plan-first.sql', import.meta.url)), asText(await planned()));
});

it('prints the statements of a run over what is there, and they are the ones that it then executes', async () => {
  await project.run();
  const plan = await planned();
  expectGolden(fileURLToPath(new URL('plan-again.sql', import.meta.url)), asText(plan));

  const sent: string[] = [];
  const { warehouse } = project;
  const recording: Warehouse = {
    ...warehouse,
    execute(sql) {
      sent.push(withoutRunId(sql));
      return warehouse.execute(sql);
    },
    transaction(statements) {
      sent.push(...statements.map(withoutRunId));
      return warehouse.transaction(statements);
    },
    query(sql, limit) {
      sent.push(withoutRunId(sql));
      return warehouse.query(sql, limit);
    },
  };
  const result = await project.run(await optionsOf(recording));
  expect(result.outcome).toBe('published');
  expect(plan.map(({ sql }) => sql).filter((sql) => !sent.includes(sql))).toEqual([]);
  const changes = sent.filter((sql) => /^(create|drop|insert|delete|update|alter)/.test(sql));
  expect(changes.filter((sql) => !plan.some((statement) => statement.sql === sql))).toEqual([]);
});
