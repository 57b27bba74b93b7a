import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ArtifactInput } from '../../../orchestrator/artifacts/artifact-input.ts';
import { writeArtifacts } from '../../../orchestrator/artifacts/write-artifacts.ts';
import { runSteps } from '../../../orchestrator/run/run-options.ts';
import { model, openSmallProject, type SmallProject } from '../../support/small-project.ts';

type Json = Readonly<Record<string, unknown>>;

let project: SmallProject;
let target: string;
let input: ArtifactInput;
beforeAll(async () => {
  project = await openSmallProject({
    'seeds/seeds.yml': `areas: {description: Areas., columns: {area: {type: text, description: "An area."}}, grain: [area]}\n`,
    'seeds/areas.csv': 'area\napi\nweb\n',
    'macros/twice.sql': '/*\ndescription: Twice.\nparameters: [x]\n*/\n(2 * {{x}})\n',
    'models/raw/raw_bill__lines.yml': `
description: Lines of a small bill.
title: Small
source: bill
bill:
  columns:
    - {name: cost, type: cost, from: [Cost], required: true, description: What it cost.}
`,
    'models/staging/stg_lines.sql': model(
      'select statement_month, {{twice "cost"}} as cost from {{source "bill" "lines"}}',
      {
        materialized: 'view',
        columns: '{cost: {description: Twice the cost., tests: [not_null]}}',
      },
    ),
    'models/rollups/totals.sql': model(
      'select area, cast(1 as decimal(38,18)) as cost, (select count(*) from {{ref "stg_lines"}}) as n from {{ref "areas"}}',
      { grain: '[area]' },
    ),
    'tests/assertions/nothing_costs_one.sql':
      '/*\ndescription: "Nothing costs <1> & \\"more\\"."\nseverity: error\n*/\nselect area, cost from {{ref "totals"}} where cost = 1\n',
  });
  target = path.join(project.root, 'target');
  await project.run({ selected: await project.select('areas') });
  project.write('bills/bill-2017-01.csv', 'Cost\n1\n');
  await project.run({ command: 'load', steps: runSteps.load, sources: { bill: ['bills'] } });
  const run = await project.run({ vars: { secret_word: 'hunter2' } });
  const { compiled, relations, ...result } = run;
  input = { graph: await project.graph(), result, compiled, relations, warehouse: 'duckdb' };
  expect(await writeArtifacts(input, target)).toEqual([]);
});
afterAll(() => project.close());

const read = (name: string) => readFileSync(path.join(target, name), 'utf8');
const json = (name: string): Json => JSON.parse(read(name)) as Json;
const inside = (value: unknown, ...keys: string[]): unknown =>
  keys.reduce<unknown>((at, key) => (at as Json | undefined)?.[key], value);

it('leaves no unfinished file behind', () => {
  expect(readdirSync(target).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

it('writes the others where one cannot be written, and says which and why', async () => {
  const folder = path.join(project.root, 'elsewhere');
  mkdirSync(path.join(folder, 'manifest.json/x'), { recursive: true });
  const unwritten = await writeArtifacts(input, folder);
  const written = readdirSync(folder).sort();
  rmSync(folder, { recursive: true });
  expect(unwritten).toEqual([
    { name: 'manifest.json', reason: expect.stringMatching(/^(EISDIR|ENOTEMPTY|EPERM)/) },
  ]);
  expect(written).toEqual(['catalog.json', 'junit.xml', 'manifest.json', 'run_results.json']);
});

describe('manifest.json', () => {
  it("has what dbt's manifest v12 requires of it", () => {
    const manifest = json('manifest.json');
    expect(inside(manifest, 'metadata', 'dbt_schema_version')).toBe(
      'https://schemas.getdbt.com/dbt/manifest/v12.json',
    );
    expect(Object.keys(manifest)).toEqual(
      'metadata nodes sources macros docs exposures metrics groups selectors disabled parent_map child_map group_map saved_queries semantic_models unit_tests'.split(
        ' ',
      ),
    );
    const everywhere =
      'database schema name resource_type package_name path original_file_path unique_id fqn'.split(' ');
    for (const node of Object.values(inside(manifest, 'nodes') as Json)) {
      expect(Object.keys(node as Json)).toEqual(expect.arrayContaining([...everywhere, 'alias', 'checksum']));
    }
    for (const source of Object.values(inside(manifest, 'sources') as Json)) {
      expect(Object.keys(source as Json)).toEqual(
        expect.arrayContaining([...everywhere, 'source_name', 'source_description', 'loader', 'identifier']),
      );
    }
  });

  it('tells what reads what', () => {
    const manifest = json('manifest.json');
    expect(inside(manifest, 'parent_map', 'model.small.totals')).toEqual([
      'seed.small.areas',
      'model.small.stg_lines',
    ]);
    expect(inside(manifest, 'parent_map', 'model.small.stg_lines')).toEqual(['source.small.bill.lines']);
    expect(inside(manifest, 'child_map', 'source.small.bill.lines')).toEqual(['model.small.stg_lines']);
    expect(inside(manifest, 'nodes', 'model.small.stg_lines', 'depends_on')).toEqual({
      macros: ['macro.small.twice'],
      nodes: ['source.small.bill.lines'],
    });
    expect(inside(manifest, 'nodes', 'model.small.stg_lines', 'compiled_code')).toContain('(2 * cost)');
  });

  it('holds neither variables nor settings of targets', () => {
    expect(read('manifest.json')).not.toMatch(/hunter2|small\.duckdb/);
    expect(read('run_results.json')).not.toMatch(/hunter2|small\.duckdb/);
  });
});

describe('run_results.json', () => {
  it("has what dbt's run results v6 require of it, in dbt's words", () => {
    const results = inside(json('run_results.json'), 'results') as Json[];
    const statuses = Object.fromEntries(results.map((result) => [result.unique_id, result.status]));
    expect(statuses).toMatchObject({
      'seed.small.areas': 'success',
      'model.small.totals': 'success',
      'test.small.nothing_costs_one': 'fail',
    });
    for (const result of results) {
      expect(Object.keys(result).sort()).toEqual(
        'adapter_response compiled compiled_code execution_time failures message relation_name status thread_id timing unique_id'.split(
          ' ',
        ),
      );
    }
    expect(results.find(({ unique_id }) => unique_id === 'test.small.nothing_costs_one')?.failures).toBe(2);
  });
});

describe('catalog.json', () => {
  it('lists what readers see with the types of the columns', () => {
    const catalog = json('catalog.json');
    // The run failed, so of it readers see nothing.
    expect(Object.keys(inside(catalog, 'nodes') as Json)).toEqual(['seed.small.areas']);
    expect(inside(catalog, 'sources', 'source.small.bill.lines', 'columns', 'cost')).toEqual({
      type: 'DECIMAL(38,18)',
      index: 3,
      name: 'cost',
      comment: null,
    });
  });
});

describe('junit.xml', () => {
  it('has a case for each node, and the rows of a test that failed, escaped', () => {
    const xml = read('junit.xml');
    expect(xml).toMatch(/<testsuites tests="\d+" failures="1" errors="0" skipped="0"/);
    expect(xml).toContain('<testcase classname="model" name="totals"');
    expect(xml).toContain('&lt;1&gt; &amp; &quot;more&quot;');
    expect(xml).toContain('api\t1.000000000000000000');
  });
});
