import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Permission, permissions } from '../../orchestrator/warehouses/redshift/permissions.ts';
import { apportion } from '../orchestrator/commands/apportion.ts';
import { type Block, openTerraformParser, type TerraformFile } from './parse-terraform.ts';

const root = path.join(import.meta.dirname, '../..');
const folder = path.join(root, 'infra/schedule');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const names = readdirSync(folder).filter((file) => file.endsWith('.tf'));

let files: ReadonlyMap<string, TerraformFile>;
let blocks: readonly Block[];
beforeAll(async () => {
  const parseTerraform = await openTerraformParser();
  files = new Map(names.map((file) => [file, parseTerraform(read(`infra/schedule/${file}`))]));
  blocks = [...files.values()].flatMap((file) => file.blocks);
});

const textOf = (kind: string): string =>
  blocks
    .filter((block) => block.kind === kind)
    .map(({ text }) => text)
    .join('\n');
const sorted = (found: Iterable<string>): string[] => [...new Set(found)].sort();
const actionsIn = (text: string): string[] =>
  sorted([...text.matchAll(/"((?!aws:)[a-z0-9-]+:[A-Z][A-Za-z0-9]+)"/g)].map(([, action = '']) => action));
const actionsOf = (role: Permission['role'], ...when: readonly Permission['when'][]): string[] =>
  sorted(
    permissions.filter((one) => one.role === role && when.includes(one.when)).map(({ action }) => action),
  );

describe('the Terraform of scheduled runs', () => {
  it('can be read', () => {
    expect([...files].filter(([, { mistakes }]) => mistakes.length > 0)).toEqual([]);
    expect(blocks.length).toBeGreaterThan(40);
  });

  it('would be found to be broken', async () => {
    const parseTerraform = await openTerraformParser();
    for (const broken of ['resource "a" "b" {', 'a = [1', 'locals { a = = 1 }'])
      expect(parseTerraform(broken).mistakes).not.toEqual([]);
  });

  it('names nothing that is not there, and has nothing that nobody names', () => {
    const all = names.map((file) => read(`infra/schedule/${file}`)).join('\n');
    const declared = blocks.filter(({ kind }) => kind === 'variable').map(({ labels }) => labels[0] ?? '');
    expect(sorted([...all.matchAll(/\bvar\.(\w+)/g)].map(([, name = '']) => name))).toEqual(sorted(declared));
    const made = blocks
      .filter(({ kind }) => kind === 'resource' || kind === 'data')
      .map(({ kind, labels }) => `${kind === 'data' ? 'data.' : ''}${labels.join('.')}`);
    const used = [...all.matchAll(/(?<![\w."/:])((?:data\.)?aws_\w+\.\w+)/g)].map(([, name = '']) => name);
    expect(sorted(used).filter((name) => !made.includes(name))).toEqual([]);
    expect(made).toHaveLength(new Set(made).size);
  });

  it('describes each variable and output', () => {
    const silent = blocks.filter(
      ({ kind, text }) => (kind === 'variable' || kind === 'output') && !/^ {2}description\s+= "/m.test(text),
    );
    expect(silent).toEqual([]);
  });

  it('is laid out as terraform fmt does it', () => {
    for (const file of names) {
      const lines = read(`infra/schedule/${file}`).split('\n');
      for (const [index, line] of lines.entries()) {
        const [here, next] = [line, lines[index + 1] ?? ''].map(assignmentAt);
        if (here !== undefined && next !== undefined && here.indent === next.indent)
          expect(`${file}:${index + 1} ${here.at}`).toBe(`${file}:${index + 1} ${next.at}`);
        expect(line).not.toMatch(/\s$|\t/);
      }
    }
  });

  it('pins the provider to one version', () => {
    expect(textOf('terraform')).toMatch(/version = "\d+\.\d+\.\d+"/);
  });

  it('lets the runner and COPY do what apportion needs in a workgroup, and nothing else', () => {
    expect(
      actionsIn(read('infra/schedule/runner-role.tf')).filter((action) => action !== 'sts:AssumeRole'),
    ).toEqual(actionsOf('runner', 'always', 'workgroup', 'staging', 'sources'));
    expect(
      actionsIn(read('infra/schedule/copy-role.tf')).filter((action) => action !== 'sts:AssumeRole'),
    ).toEqual(actionsOf('copy', 'staging'));
  });

  it('allows what the policies in docs/redshift.md do', () => {
    const policies = [...read('docs/redshift.md').matchAll(/```json\n([\s\S]*?)```/g)].map(
      ([, text = '']) => {
        expect(() => JSON.parse(text)).not.toThrow();
        return actionsIn(text);
      },
    );
    expect(policies[0]).toEqual(actionsOf('runner', 'always', 'workgroup', 'staging', 'sources'));
    expect(policies[1]).toEqual(actionsOf('copy', 'staging'));
    // The others stand in the table below.
    for (const { action } of permissions) expect(read('docs/redshift.md')).toContain(action);
  });

  it('gives the reason for each statement of a role', () => {
    for (const file of names.filter((name) => name.endsWith('role.tf') || name === 'schedule.tf')) {
      const statements = read(`infra/schedule/${file}`).split('\n');
      const unexplained = statements.flatMap((line, index) => {
        if (!/^ {2}(statement|dynamic "statement") \{/.test(line)) return [];
        const before =
          statements
            .slice(0, index)
            .reverse()
            .find((above) => above.trim() !== '') ?? '';
        // The second half of what is explained once, and who trusts whom, which its name says.
        const isTrust = /trust_of_/.test(before);
        return before.trim().startsWith('#') || before.trim() === '}' || isTrust
          ? []
          : [`${file}:${index + 1}`];
      });
      expect(unexplained).toEqual([]);
    }
  });

  it("sets every variable that the shipped project's target asks for", () => {
    const { targets } = parse(read('project.yml'));
    const asked = Object.values<string>(targets.warehouse).flatMap(
      (value) => /^\$\{(\w+)\}$/.exec(value)?.[1] ?? [],
    );
    for (const name of asked)
      expect(read('infra/schedule/task.tf')).toContain(`{ name = "${name}", value = `);
  });

  it('starts a command line that there is', async () => {
    const { out } = await apportion(root, 'build', '--help');
    const used = [...read('infra/schedule/locals.tf').matchAll(/"(--[a-z-]+)"/g)].map(
      ([, option = '']) => option,
    );
    expect(used.length).toBe(4);
    for (const option of used) expect(out).toContain(option);
  });

  it('counts as a success what a run calls one', () => {
    const outcomes = /outcome: (.*);/.exec(read('orchestrator/run/run-result.ts'))?.[1] ?? '';
    const counted = [...read('infra/schedule/alarms.tf').matchAll(/\$\.outcome = \\"(\w+)\\"/g)].map(
      ([, one]) => one,
    );
    expect(counted).toEqual(['published', 'unchanged']);
    for (const outcome of counted) expect(outcomes).toContain(`'${outcome}'`);
  });
});

describe('the example for GitHub Actions', () => {
  const workflow = parse(read('infra/github-actions/apportion.yml'));
  const steps: readonly { uses?: string; run?: string; if?: string }[] = workflow.jobs.build.steps;

  it('uses actions of exact versions, and keeps what a run writes whatever came of it', () => {
    for (const { uses } of steps) if (uses !== undefined) expect(uses).toMatch(/@v\d+\.\d+\.\d+$/);
    expect(steps.at(-1)).toMatchObject({ if: 'always()' });
  });

  it('works one run at a time, as a role and without a key', () => {
    expect(workflow.concurrency).toEqual({ group: 'apportion-warehouse', 'cancel-in-progress': false });
    expect(workflow.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
    expect(read('infra/github-actions/apportion.yml')).not.toMatch(/AWS_(ACCESS|SECRET)/);
  });

  it('starts a command line that there is', async () => {
    const { out } = await apportion(root, 'build', '--help');
    const command = steps.find(({ run }) => run?.includes('apportion'))?.run ?? '';
    const used = [...command.matchAll(/(--[a-z-]+)/g)].map(([option]) => option);
    expect(used).toEqual(['--target', '--source', '--month', '--log', '--notify']);
    for (const option of used) expect(out).toContain(option);
  });
});

/** Where the sign of equality stands in a line that is an assignment and ends in itself. */
function assignmentAt(line: string): { indent: number; at: number } | undefined {
  const match = /^(\s+)("?[\w-]+"?)(\s+)= (.*)$/.exec(line);
  if (match === null) return undefined;
  const [, indent = '', name = '', gap = '', value = ''] = match;
  const opened = [...value.replace(/"(?:[^"\\]|\\.)*"/g, '')].reduce(
    (depth, sign) => depth + ('([{'.includes(sign) ? 1 : ')]}'.includes(sign) ? -1 : 0),
    0,
  );
  return opened === 0 ? { indent: indent.length, at: indent.length + name.length + gap.length } : undefined;
}
