import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apportion } from './apportion.ts';
import { temporaryProject, tinyBill } from './temporary-project.ts';

let root = '';
beforeAll(async () => {
  root = await temporaryProject({
    // A space at the end of a value is a warning of the project.
    'seeds/areas.csv': 'area,head_count\napi ,3\nwarehouses,12\n',
    'tests/assertions/areas_are_few.sql':
      '/*\ndescription: Areas are few.\nseverity: warn\n*/\nselect area from {{ref "large_areas"}}\n',
  });
});
afterAll(() => rm(root, { recursive: true, force: true }));

const jsonLines = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

describe('what programs read', () => {
  it('is all of what happens in each of the two places where it is asked for', async () => {
    const both = await apportion(root, 'run', '--json', '--log', 'json');
    expect(both.code).toBe(0);
    expect(jsonLines(both.out).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['diagnostics', 'run-started', 'run-finished']),
    );
    expect(jsonLines(both.err).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['diagnostic', 'run-started', 'run-finished']),
    );
  });

  it('leaves out no warning for being quiet, which is for people', async () => {
    const options = ['--no-publish', '--quiet'];
    expect((await apportion(root, 'run', ...options, '--json')).out).toContain('bad-seed');
    expect((await apportion(root, 'run', ...options, '--log', 'json')).err).toContain('bad-seed');
    const people = await apportion(root, 'run', ...options);
    expect(people.err).toMatch(/^Done in .* 1 warned\. .*\n$/);
  });

  it('names the run also in what a log says once the run has ended', async () => {
    await rm(path.join(root, 'target/junit.xml'), { force: true });
    await mkdir(path.join(root, 'target/junit.xml/x'), { recursive: true });
    const { err } = await apportion(root, 'run', '--no-publish', '--log', 'json');
    await rm(path.join(root, 'target/junit.xml'), { recursive: true });
    const lines = jsonLines(err);
    const runs = new Set(
      lines.slice(lines.findIndex(({ kind }) => kind === 'run-started')).map(({ run }) => run),
    );
    expect(err).toContain('could not be written');
    expect([...runs]).toEqual([expect.stringMatching(/^r\d{8}t\d{6}_[0-9a-f]{4}$/)]);
  });

  it('is JSON also where the file system does not allow something', async () => {
    const compiled = path.join(root, 'target/compiled/models/staging/stg_areas.sql');
    await rm(path.join(root, 'target/compiled'), { recursive: true, force: true });
    await mkdir(compiled, { recursive: true });
    const json = await apportion(root, 'compile', '--json');
    const text = await apportion(root, 'compile');
    await rm(path.join(root, 'target/compiled'), { recursive: true });
    expect(json).toMatchObject({ code: 1, err: '' });
    expect(jsonLines(json.out).at(-1)).toMatchObject({
      kind: 'diagnostics',
      diagnostics: [{ severity: 'error', code: 'unreadable-file' }],
    });
    expect(text).toMatchObject({ code: 1, out: '', err: expect.stringContaining('unreadable-file') });
  });

  it('has no advice on a tag that is there', async () => {
    const tagged = await temporaryProject({
      'project.yml': `name: tiny
layers: [staging, rollups]
vars: {least: 2, product_area_tag: team}
targets: {local: {type: duckdb, path: target/tiny.duckdb}}
default_target: local
`,
      'models/raw/raw_tiny__lines.yml': tinyBill.replace(
        'prefixes: []',
        'prefixes: [{prefix: "tag:", key_prefix: ""}]',
      ),
      'bill.csv': 'Cost,Month,tag:team\n1.5,2017-02-01,api\n',
    });
    await apportion(tagged, 'load', '--source', 'bill=bill.csv');
    const there = jsonLines((await apportion(tagged, 'debug', '--json')).out);
    const other = jsonLines(
      (await apportion(tagged, 'debug', '--json', '--vars', 'product_area_tag=area')).out,
    );
    await rm(tagged, { recursive: true });
    const tags = (findings: typeof there) => findings.find(({ name }) => name === 'tags');
    expect(tags(there)).toEqual({ name: 'tags', isOk: true, text: 'team' });
    expect(tags(other)).toMatchObject({ isOk: false, hint: expect.stringContaining('has the tag "area"') });
  });

  it('is one form of the two that `show` has', async () => {
    const { code, out, err } = await apportion(root, 'show', 'areas', '--json', '--csv');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain("option '--csv' cannot be used with option '--json'");
  });
});
