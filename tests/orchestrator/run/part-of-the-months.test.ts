import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildGraph } from '../../../orchestrator/graph/build-graph.ts';
import { selectNodes } from '../../../orchestrator/graph/select-nodes.ts';
import type { Project, SourceName } from '../../../orchestrator/project/project.ts';
import { openDuckDb } from '../../../orchestrator/warehouses/duckdb/open-duckdb.ts';
import type { Warehouse } from '../../../orchestrator/warehouses/warehouse.ts';
import { type CaseTables, writeCaseFiles } from '../../cases/write-case-files.ts';
import { buildAndPublish, runProjectSteps } from '../../support/build-project.ts';
import { withTestWarehouse } from '../../support/open-test-warehouse.ts';
import { readShippedProject } from '../../support/read-shipped-project.ts';

/** Every selection must leave what it does not rebuild, and the other month, as they are. */
const selections = [
  ['layer:allocation'],
  ['alc_shared_hosts'],
  ['alc_own_costs+'],
  ['int_claims+'],
  ['int_line_claims+'],
  ['layer:reports'],
  ['layer:rollups'],
  ['layer:intermediate'],
  ['int_bill_lines'],
];

let folder = '';
let warehouse: Warehouse;
let project: Project;
let sources: Partial<Record<SourceName, readonly string[]>>;
let before: Record<string, string | null>;

describe('a run of one of two months', () => {
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'apportion-months-'));
    warehouse = await openDuckDb({ path: ':memory:' });
    project = await readShippedProject(folder);
    sources = await writeCaseFiles(tables, path.join(folder, 'files'));
    await buildAndPublish({ project, warehouse, sources });
    before = await readSums();
  });

  afterAll(async () => {
    await warehouse.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(selections)('leaves every table as it was: %s', async (...expressions) => {
    const graph = buildGraph(project);
    const selected = graph.ok ? selectNodes(graph.value, expressions) : graph;
    if (!selected.ok) throw new Error('the selection is wrong');
    const result = await runProjectSteps({ project, warehouse, sources: {} }, 'run', {
      selected: selected.value,
      months: ['2017-02'],
    });
    expect(result.outcome).toBe('published');
    expect(await readSums()).toEqual(before);
    expect((await runProjectSteps({ project, warehouse, sources: {} }, 'test')).outcome).toBe('done');
  });

  it('leaves the other month as it was when only one bill is given', async () => {
    const onlyFebruary = {
      ...sources,
      bill: (sources.bill ?? []).filter((file) => file.includes('2017-02')),
    };
    const graph = buildGraph(project);
    const selected = graph.ok ? selectNodes(graph.value, ['alc_shared_hosts']) : graph;
    if (!selected.ok) throw new Error('the selection is wrong');
    await runProjectSteps({ project, warehouse, sources: onlyFebruary }, 'build', {
      selected: selected.value,
    });
    expect(await readSums()).toEqual(before);
  });

  it.each([
    [{ idle: 'spread' }, { idle: 'keep' }],
    [{ idle: 'keep' }, { idle: 'spread' }],
  ])('leaves what the other month costs as it was built: %o, then %o', async (vars, otherVars) => {
    await withTestWarehouse(async (other) => {
      const january = async (): Promise<string> => {
        const { rows } = await other.query(
          "select * from allocation.allocated_costs where statement_month = date '2017-01-01' order by all",
        );
        return rows.map((row) => row.join('|')).join('\n');
      };
      await buildAndPublish({ project, warehouse: other, sources, vars });
      const built = await january();
      await buildAndPublish({ project, warehouse: other, sources, vars: otherVars }, { months: ['2017-02'] });
      expect(await january()).toBe(built);
    });
  });
});

/** The rows and sum of every table that is kept by months; append-only ones are others'. */
async function readSums(): Promise<Record<string, string | null>> {
  const sums: Record<string, string | null> = {};
  for (const { schema, name, columns } of await warehouse.relations()) {
    if (schema === 'rollups' || schema === 'raw' || /__[bp]_/.test(name)) continue;
    const has = (column: string): boolean => columns.some((other) => other.name === column);
    if (!has('statement_month')) continue;
    const cost = has('unblended_cost') ? 'sum(unblended_cost)' : '0';
    const { rows } = await warehouse.query(
      `select statement_month, count(*), ${cost} from ${schema}.${name} group by statement_month order by statement_month`,
    );
    sums[`${schema}.${name}`] = JSON.stringify(rows);
  }
  return sums;
}

const instance = 'i-0aaaaaaaaaaaaaaa1';
const line = (id: string, month: string, rest: Record<string, string>): Record<string, string> => ({
  line: id,
  usage_type: 'Usage',
  started_at: `2017-${month}-07 03:00:00`,
  stopped_at: `2017-${month}-07 04:00:00`,
  ...rest,
});
const linesOf = (month: string): Record<string, string>[] => [
  line(`${month}-1`, month, { product: 'Amazon Elastic Compute Cloud', resource: instance, cost: '1.00' }),
  line(`${month}-2`, month, { product: 'Amazon DynamoDB', resource: 'profiles', cost: '2.00', tag: 'api' }),
  line(`${month}-3`, month, { product: 'AWS Support (Business)', resource: '', cost: '0.50' }),
  line(`${month}-4`, month, { product: 'Amazon DynamoDB', resource: 'nobodys', cost: '0.25' }),
];
const tables: CaseTables = {
  bill: [...linesOf('01'), ...linesOf('02')],
  container_instances: [{ container_instance: 'ci-a', instance, cpu: '36864', at: '2017-01-01 00:00:00' }],
  ecs_task_events: [
    {
      ...{ task: 't1', version: '2', status: 'RUNNING', service: 'tracking-api', container_instance: 'ci-a' },
      ...{ cpu: '1024', started_at: '2017-01-01 00:00:00', at: '2017-01-01 00:00:00' },
    },
  ],
};
