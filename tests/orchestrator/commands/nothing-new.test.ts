import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apportion } from './apportion.ts';
import { temporaryProject } from './temporary-project.ts';

const nothingNew =
  /^Nothing new since run r\d{8}t\d{6}_[0-9a-f]{4}, published \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC: 2017-01, 2017-02 are as before\.$/m;

let root = '';

describe('with nothing new', () => {
  beforeAll(async () => {
    root = await temporaryProject({
      'models/raw/raw_bill__lines.yml':
        'description: Lines.\ntitle: Small\nsource: bill\nbill:\n  columns:\n    - {name: cost, type: cost, from: [Cost], required: true, description: What it cost.}\n',
      'models/rollups/monthly.sql':
        '/*\ndescription: Months.\ngrain: [statement_month]\nmaterialized: incremental\n*/\nselect statement_month, sum(cost) as cost from {{source "bill" "lines"}} where {{in_scope "statement_month"}} group by statement_month\n',
      'bills/a-2017-01.csv': 'Cost\n1\n',
      'bills/a-2017-02.csv': 'Cost\n2\n',
    });
    expect((await apportion(root, 'build', '--source', 'bill=bills')).err).toContain('Published as');
  });
  afterAll(() => rm(root, { recursive: true }));

  it('build and run say so in one line, end with 0, and leave the artifacts of the last build', async () => {
    const artifacts = ['manifest.json', 'run_results.json'].map((file) => path.join(root, 'target', file));
    const before = artifacts.map((file) => readFileSync(file, 'utf8'));
    for (const args of [['build', '--source', 'bill=bills'], ['run']]) {
      const { code, err } = await apportion(root, ...args);
      expect(code).toBe(0);
      expect(err).toMatch(nothingNew);
      expect(err).not.toMatch(/Published as|^build {4}\d/m);
    }
    expect(artifacts.map((file) => readFileSync(file, 'utf8'))).toEqual(before);
  });

  it('programs get an outcome of its own', async () => {
    const { code, out } = await apportion(root, 'run', '--json');
    const events = out
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(code).toBe(0);
    expect(events.at(-1)).toMatchObject({
      kind: 'run-finished',
      result: { outcome: 'unchanged', months: [], unchanged: { months: ['2017-01-01', '2017-02-01'] } },
    });
  });

  it('plan has no statements, and all of them when it is asked for all months', async () => {
    const plan = await apportion(root, 'plan');
    expect(plan).toMatchObject({ code: 0, out: '' });
    expect(plan.err).toMatch(nothingNew);
    const all = await apportion(root, 'plan', '--all-months');
    expect(all.out).toMatch(/^-- publish: \(engine\)$/m);
    expect(all.out).toMatch(/^create table rollups.monthly__b_/m);
  });
});
