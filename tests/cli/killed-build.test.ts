import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDuckDb } from '../../orchestrator/warehouses/duckdb/open-duckdb.ts';
import type { Warehouse } from '../../orchestrator/warehouses/warehouse.ts';
import { type CaseTables, writeCaseFiles } from '../cases/write-case-files.ts';
import { copyShippedProject } from '../support/copy-shipped-project.ts';
import { runBin } from './run-bin.ts';

/** Kills at any moment, and kills within the publication, which random moments would rarely meet. */
const randomKills = 6;
const publishKills = 4;

const instance = 'i-0aaaaaaaaaaaaaaa1';

let folder = '';
let buildDuration = 0;
/** The command line of a build of each of two versions of the bill. */
const versions: (readonly string[])[] = [];

describe('a build that is killed', () => {
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'apportion-killed-'));
    await copyShippedProject(folder);
    for (const [index, cost] of ['1.00', '2.50'].entries()) {
      const sources = await writeCaseFiles(tablesWithCost(cost), path.join(folder, `files-${index}`));
      const locations = Object.entries(sources).flatMap(([name, files]) =>
        (files ?? []).flatMap((file) => ['--source', `${name}=${file}`]),
      );
      versions.push(['build', '--json', ...locations]);
    }
    const begin = performance.now();
    expect((await runBin(folder, versions[0] ?? [])).code).toBe(0);
    buildDuration = performance.now() - begin;
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(Array.from({ length: randomKills + publishKills }, (_, index) => index))(
    'leaves readers the old or the new state, whole, and the next build succeeds (kill %i)',
    async (index) => {
      const build = versions[(index + 1) % 2] ?? [];
      const delay = Math.random() * (index < randomKills ? buildDuration : 60);
      const before = await readState();
      await runBin(folder, build, (child) => {
        const kill = (): void => void setTimeout(() => child.kill('SIGKILL'), delay);
        if (index < randomKills) return kill();
        child.stdout?.on('data', (text: string) => {
          if (text.includes('"publish-started"')) kill();
        });
      });
      const after = await readState();
      const context = `killed after ${delay.toFixed(0)} ms`;
      expect(after.inconsistencies, context).toEqual([]);
      expect(after.runs.slice(0, before.runs.length), context).toEqual(before.runs);
      expect(after.runs.length - before.runs.length, context).toBeLessThanOrEqual(1);

      expect((await runBin(folder, build)).code, context).toBe(0);
      const next = await readState();
      expect(next.inconsistencies, context).toEqual([]);
      expect(next.leftovers, context).toEqual([]);
    },
  );
});

/** A hundred lines of one host, so that the publication has something to move. */
function tablesWithCost(cost: string): CaseTables {
  const hours = Array.from({ length: 100 }, (_, index) => new Date(Date.UTC(2017, 1, 1, index)));
  const text = (date: Date): string => date.toISOString().slice(0, 19).replace('T', ' ');
  return {
    bill: hours.map((start, index) => ({
      line: `L${index}`,
      product: 'Amazon Elastic Compute Cloud',
      usage_type: 'BoxUsage',
      resource: instance,
      started_at: text(start),
      stopped_at: text(new Date(start.getTime() + 3_600_000)),
      cost,
    })),
    container_instances: [
      { container_instance: 'ci-a', instance, cpu: '36864', at: text(new Date(Date.UTC(2017, 0, 1))) },
    ],
    ecs_task_events: ['tracking-api', 'warehouse-sync'].map((service, index) => ({
      task: `t${index}`,
      version: '2',
      status: 'RUNNING',
      service,
      container_instance: 'ci-a',
      cpu: '1024',
      started_at: text(new Date(Date.UTC(2017, 0, 1))),
      at: text(new Date(Date.UTC(2017, 0, 1))),
    })),
  };
}

interface State {
  /** One line of text a run: its id, bill total and fingerprint. */
  readonly runs: readonly string[];
  /** Names of queries that do not agree with the last run. */
  readonly inconsistencies: readonly string[];
  /** Relations that a reader should never see once a later run has cleaned up. */
  readonly leftovers: readonly string[];
}

async function readState(): Promise<State> {
  const warehouse = await openDuckDb({ path: path.join(folder, 'target', 'apportion.duckdb') });
  try {
    const { rows } = await warehouse.query(
      `select run_id, bill_total, rollups_fingerprint from rollups.runs order by started_at`,
    );
    const [lastRun = '', lastTotal = ''] = rows.at(-1) ?? [];
    const inconsistencies = Object.entries(checksOfState(lastRun ?? '', lastTotal ?? ''));
    const wrong = await Promise.all(
      inconsistencies.map(async ([name, [sql, expected]]) =>
        (await firstValue(warehouse, sql)) === expected
          ? []
          : [`${name}: ${await firstValue(warehouse, sql)}, expected ${expected}`],
      ),
    );
    const relations = await warehouse.relations();
    return {
      runs: rows.map((row) => row.join(' ')),
      inconsistencies: wrong.flat(),
      leftovers: relations.flatMap(({ name }) => (/__[bo]_r\d/.test(name) ? [name] : [])),
    };
  } finally {
    await warehouse.close();
  }
}

/** Queries over what readers see, and the value that each has if it all belongs to the last run. */
function checksOfState(
  lastRun: string,
  lastTotal: string,
): Record<string, readonly [sql: string, expected: string]> {
  const totalOf = (relation: string, condition = ''): string =>
    `select sum(unblended_cost) from ${relation} ${condition}`;
  const runsOf = (rollup: string): string =>
    `select count(*) from (select run_id from rollups.${rollup} group by run_id having sum(unblended_cost) not in (100, 250)
     union all select run_id from rollups.${rollup} where run_id not in (select run_id from rollups.runs)
     union all select run_id from rollups.runs where run_id not in (select run_id from rollups.${rollup})) as wrong`;
  return {
    'bill lines': [totalOf('intermediate.int_grouped_lines'), lastTotal],
    'allocated costs': [totalOf('allocation.allocated_costs'), lastTotal],
    'bill check': ['select max(line_total) from reports.bill_check', lastTotal],
    'last run, by product area': [
      totalOf('rollups.costs_by_product_area', `where run_id = '${lastRun}'`),
      lastTotal,
    ],
    'all runs, by product area': [runsOf('costs_by_product_area'), '0'],
    'all runs, by AWS product': [runsOf('costs_by_aws_product'), '0'],
    'all runs, by ECS service': [runsOf('costs_by_ecs_service'), '0'],
  };
}

async function firstValue(warehouse: Warehouse, sql: string): Promise<string | null> {
  return (await warehouse.query(sql)).rows[0]?.[0] ?? null;
}
