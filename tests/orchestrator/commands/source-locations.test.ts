import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apportionWith, type Ended } from './apportion.ts';
import { temporaryProject, tinyBill } from './temporary-project.ts';

let root = '';
beforeAll(async () => {
  root = await temporaryProject({
    'project.yml': `name: tiny
layers: [staging, rollups]
vars: {least: 2}
sources: {bill: ["\${BILLS}/2017-02.csv", "\${BILLS}/\${OTHER}"], ecs_events: "\${EVENTS}"}
targets: {local: {type: duckdb, path: target/tiny.duckdb}}
default_target: local
`,
    'models/raw/raw_tiny__lines.yml': tinyBill,
    'models/raw/raw_tiny__events.yml': `description: Events.
title: Tiny events
source: ecs_events
documents:
  columns: [{name: a, type: text, from: [a]}]
`,
    'bills/2017-02.csv': 'Cost,Month\n1.5,2017-02-01\n',
    'bills/2017-03.csv': 'Cost,Month\n2.5,2017-03-01\n',
    'events/a.json': '{"a": "x"}\n',
  });
});
afterAll(() => rm(root, { recursive: true, force: true }));

const inEnvironment = (environment: Readonly<Record<string, string>>, ...args: string[]): Promise<Ended> =>
  apportionWith({ environment }, root, ...args);

const everything = { BILLS: 'bills', OTHER: '2017-03.csv', EVENTS: 'events' };

describe('the locations of sources in project.yml', () => {
  it('have what the environment says where they name it', async () => {
    const loaded = await inEnvironment(everything, 'load');
    expect(loaded).toMatchObject({ code: 0 });
    const debugged = await inEnvironment(everything, 'debug', '--json');
    const found = debugged.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(found.filter(({ name }) => ['bill', 'ecs_events'].includes(name)).map(({ text }) => text)).toEqual(
      ['2 files, 52 B', 'bills/2017-02.csv: Tiny bill', 'bills/2017-03.csv: Tiny bill', '1 file, 11 B'],
    );
  });

  it('are told what the environment lacks, before anything is loaded', async () => {
    const { code, out, err } = await inEnvironment({ BILLS: 'bills' }, 'load');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe(`error  missing-environment-variable
  The environment variable "OTHER" is not set; project.yml asks for it in "\${BILLS}/\${OTHER}".
  Set OTHER and run it again.

error  missing-environment-variable
  The environment variable "EVENTS" is not set; project.yml asks for it in "\${EVENTS}".
  Set EVENTS and run it again.

`);
    const debugged = await inEnvironment({ BILLS: 'bills' }, 'debug');
    expect(debugged.code).toBe(1);
    expect(debugged.out).toContain('The environment variable "EVENTS" is not set');
  });

  it('need nothing of the environment where the command line names others', async () => {
    const others = ['--source', 'bill=bills', '--source', 'ecs_events=events'];
    expect(await inEnvironment({}, 'load', ...others)).toMatchObject({ code: 0 });
    const debugged = await inEnvironment({}, 'debug', '--json', ...others);
    expect(debugged.out).not.toContain('is not set');
  });

  it('need nothing of the environment where nothing is loaded', async () => {
    for (const command of ['run', 'test', 'ls', 'plan', 'compile', 'lint'])
      expect([command, (await inEnvironment({}, command)).code]).toEqual([command, 0]);
  });

  it('are not the folder of the project when a variable is set to nothing', async () => {
    const { code, err } = await inEnvironment({ ...everything, EVENTS: '' }, 'load');
    expect(code).toBe(2);
    expect(err).toContain('project.yml  error  file-not-found\n  A location of "ecs_events" is expected');
  });
});
