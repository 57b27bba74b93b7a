import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandOptions } from '../../../orchestrator/commands/command-options.ts';
import { commandTable } from '../../../orchestrator/commands/command-table.ts';
import { openWarehouse } from '../../../orchestrator/warehouses/open-warehouse.ts';
import { apportion, apportionWith } from './apportion.ts';
import { temporaryProject, tinyBill, withTarget } from './temporary-project.ts';

let root = '';
beforeAll(async () => {
  root = await temporaryProject();
});
afterAll(() => rm(root, { recursive: true, force: true }));

const jsonLines = (text: string): Record<string, unknown>[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('the command line', () => {
  it('explains itself and each command, with examples', async () => {
    const texts = [await apportion(root, '--help')];
    for (const { name } of commandTable) texts.push(await apportion(root, name, '--help'));
    expect(texts.map(({ code }) => code)).toEqual(texts.map(() => 0));
    await expect(texts.map(({ out }) => out).join('\n')).toMatchFileSnapshot('help.txt');
  });

  it('is described in docs/command-line.md: every command and every option', () => {
    const page = readFileSync(path.join(import.meta.dirname, '../../../docs/command-line.md'), 'utf8');
    const words = [
      ...commandTable.map(({ name, argument }) => `\`${name}${argument ? ` <${argument.name}>` : ''}\``),
      ...Object.values(commandOptions).map((option) => option().long ?? ''),
    ];
    expect(words.filter((word) => !page.includes(word))).toEqual([]);
  });

  it('explains a command that "help" names, and itself', async () => {
    expect(await apportion(root, 'help', 'build')).toEqual(await apportion(root, 'build', '--help'));
    expect(await apportion(root, 'help')).toEqual(await apportion(root, '--help'));
  });

  it('says its version', async () => {
    expect(await apportion(root, '--version')).toEqual({ code: 0, out: '0.0.0\n', err: '' });
  });

  it.each([
    [['biuld'], 'Did you mean build?'],
    [['help', 'biuld'], 'Did you mean build?'],
    [['nope', '--help'], "unknown command 'nope'"],
    [['clean', '--release', 'r1'], 'so it needs "--warehouse"'],
    [['clean', '--all', '--warehouse', '--release', 'r1'], 'give one of the two'],
    [['ls', '--selct', 'x'], 'Did you mean --select?'],
    [['show'], "missing required argument 'model'"],
    [['ls', 'too', 'many'], 'too many arguments'],
    [['ls', '--project-dir', 'nowhere'], 'no-project'],
    [['ls', '--select', 'stg_area'], 'Did you mean'],
    [['compile', '--vars', 'lest=3'], 'Did you mean "least"?'],
    [['seed', '--target', 'locl'], 'Did you mean "local"?'],
    [['seed', '--target', 'elsewhere'], 'does not say which "database" of the warehouse it is'],
    [['build', '--month', 'soon', '--source', 'bil=x'], 'Did you mean "bill"?'],
    [['show', 'large_area'], 'Did you mean "large_areas"?'],
    [['show', 'reports.large_areas'], 'Did you mean "rollups.large_areas"?'],
    [['sample', '--lines', 'many'], 'not a whole number'],
  ])('cannot start with %j: exit code 2 and what was meant', async (args, meant) => {
    const { code, out, err } = await apportion(root, ...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(meant);
  });

  it('does not take the project above for one whose project.yml is a link to nothing', async () => {
    const inner = path.join(root, 'inner');
    await mkdir(inner);
    await symlink('gone.yml', path.join(inner, 'project.yml'));
    const { code, err } = await apportion(inner, 'ls');
    await rm(inner, { recursive: true });
    expect(code).toBe(2);
    expect(err).toContain('"project.yml" is a link to "gone.yml", where nothing is.');
  });

  it('shows everything that is wrong with the options and the project together', async () => {
    const broken = await temporaryProject({
      'models/staging/stg_other.sql': '/*\ndescription: x\n*/\nselect * from {{ref "aeras"}}',
    });
    const { code, err } = await apportion(broken, 'plan', '--month', 'soon', '--vars', 'x=1');
    await rm(broken, { recursive: true });
    expect(code).toBe(2);
    for (const word of ['soon', 'is not a variable', '"aeras"']) expect(err).toContain(word);
  });
});

describe('the commands', () => {
  it('list the project by layer, from a folder inside of it', async () => {
    const { code, out } = await apportion(path.join(root, 'models', 'staging'), 'ls');
    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "seeds
        areas        seed         Who pays.

      staging
        stg_areas    view         One row per area that is large enough.

      rollups
        large_areas  table        Areas for people.

      And 6 tests: npx apportion ls --select kind:test
      "
    `);
    const nodes = jsonLines((await apportion(root, 'ls', '--json')).out);
    expect(nodes.map(({ kind }) => kind)).toContain('test');
    expect(nodes.find(({ name }) => name === 'large_areas')).toMatchObject({
      reads: ['stg_areas'],
      materialized: 'table',
    });
  });

  it('compile without a warehouse, print one model, and write all of them', async () => {
    const { code, out } = await apportion(root, 'compile', '--select', 'stg_areas', '--vars', 'least=7');
    expect({ code, out }).toEqual({
      code: 0,
      out: 'select area, head_count from seeds.areas where head_count >= 7\n',
    });
    expect((await apportion(root, 'compile')).out).toMatch(/^Compiled \d+ nodes to target\/compiled\.\n$/);
    expect(existsSync(path.join(root, 'target/compiled/models/rollups/large_areas.sql'))).toBe(true);
    expect(existsSync(path.join(root, 'target/tiny.duckdb'))).toBe(false);
  });

  it('run, publish, and show rows as a table, as JSON and as CSV without formulas', async () => {
    const ran = await apportion(root, 'run');
    expect(ran.code).toBe(0);
    expect(ran.err).toMatch(/Published as r\d{8}t\d{6}_[0-9a-f]{4} on local in/);
    expect((await apportion(root, 'show', 'large_areas')).out).toBe(
      'area        head_count\napi                  3\nwarehouses          12\n',
    );
    expect(
      jsonLines((await apportion(root, 'show', 'rollups.large_areas', '--json', '--limit', '1')).out),
    ).toEqual([{ area: 'api', head_count: '3' }]);
    expect((await apportion(root, 'show', 'areas', '--csv')).out).toContain("'=cmd(),1\r\n");
  });

  it('give programs the events and the whole result, one object a line', async () => {
    const { code, out, err } = await apportion(root, 'run', '--json', '--select', 'large_areas');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const events = jsonLines(out);
    expect(events[0]).toMatchObject({ kind: 'run-started', target: 'local', command: 'run' });
    expect(events.at(-1)).toMatchObject({ kind: 'run-finished', result: { outcome: 'published' } });
  });

  it('log what happens as one object a line, also what was wrong before the run had a name', async () => {
    const { code, err } = await apportion(root, 'run', '--log', 'json', '--select', 'large_areas');
    expect(code).toBe(0);
    const lines = jsonLines(err);
    expect(lines[0]).toMatchObject({ level: 'info', kind: 'run-started', target: 'local' });
    expect(lines.at(-1)).toMatchObject({ level: 'info', kind: 'run-finished', outcome: 'published' });
    const broken = await apportion(root, 'run', '--log', 'json', '--target', 'nowhere');
    expect(broken).toMatchObject({ code: 2, out: '' });
    expect(jsonLines(broken.err)).toMatchObject([
      { level: 'error', kind: 'diagnostic', code: 'unknown-target' },
    ]);
  });

  it('end with 1 when a test finds rows, and publish nothing', async () => {
    const unique = await temporaryProject({ 'seeds/areas.csv': 'area,head_count\napi,3\napi,4\n' });
    const { code, err } = await apportion(unique, 'run', '--quiet');
    const shown = await apportion(unique, 'show', 'large_areas');
    await rm(unique, { recursive: true });
    expect(code).toBe(1);
    expect(err).toContain('Nothing was published');
    expect(err).toContain('Again:     npx apportion run --no-publish --select +unique__areas__area');
    expect(shown.err).toContain('is not there yet');
  });

  it('build without publishing when asked, with what --vars says in the line that makes a test again', async () => {
    const project = await temporaryProject({
      'tests/assertions/few.sql':
        '/*\ndescription: Few.\nseverity: error\n*/\nselect area from {{ref "large_areas"}} where {{var "least"}} > 3\n',
    });
    const good = await apportion(project, 'run', '--no-publish');
    const bad = await apportion(project, 'run', '--no-publish', '--vars', 'least=4');
    const shown = await apportion(project, 'show', 'large_areas');
    await rm(project, { recursive: true });
    expect(good.code).toBe(0);
    expect(good.err).toContain('It was not published, as was asked');
    expect(bad.code).toBe(1);
    expect(bad.err).toContain('run --no-publish --select +few --vars least=4\n');
    expect(shown.err).toContain('is not there yet');
  });

  it('explain a command also when asked with the word help', async () => {
    expect(await apportion(root, 'help', 'build')).toEqual(await apportion(root, 'build', '--help'));
    expect(await apportion(root, 'help')).toEqual(await apportion(root, '--help'));
  });

  it('take the memory of a target from the environment, where it may be set to nothing', async () => {
    const project = await temporaryProject(withTarget('path: target/tiny.duckdb, memory: "${TINY_MEMORY}"'));
    const runWith = (memory: string | undefined) =>
      apportionWith({ environment: memory === undefined ? {} : { TINY_MEMORY: memory } }, project, 'run');
    const [missing, wrong, nothing, good] = [
      await runWith(undefined),
      await runWith('much'),
      await runWith(''),
      await runWith('1GB'),
    ];
    await rm(project, { recursive: true });
    expect(missing.err).toContain('The environment variable "TINY_MEMORY" is not set');
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('bad-target') });
    expect([nothing.code, good.code]).toEqual([0, 0]);
  });

  it('name the runs that there are when a report is asked of another', async () => {
    const file = path.join(root, 'target/tiny.duckdb');
    const opened = await openWarehouse({ name: 'local', target: { type: 'duckdb', path: file } });
    if (!opened.ok) throw new Error('The warehouse does not open.');
    await opened.value.transaction([
      `create table rollups.runs as select 'r20170308t040506_1a2b' as run_id, current_timestamp as published_at, null as statement_month,
        0 as bill_lines, 0 as bill_total, false as is_final`,
    ]);
    await opened.value.close();
    const { code, err } = await apportion(root, 'report', '--run', 'r20170308t040506_1a2c');
    const again = await openWarehouse({ name: 'local', target: { type: 'duckdb', path: file } });
    if (again.ok) {
      await again.value.execute('drop table rollups.runs');
      await again.value.close();
    }
    expect(code).toBe(2);
    expect(err).toBe(
      'error  bad-option\n  "r20170308t040506_1a2c" is not a run that added to the rollups on target "local".\n' +
        '  Did you mean "r20170308t040506_1a2b"?\n  The latest are: r20170308t040506_1a2b.\n\n',
    );
  });

  it('say what the warehouse refuses of a view that is shown, and that nothing of ours is broken', async () => {
    const broken = await temporaryProject({
      'models/staging/stg_numbers.sql':
        '/*\ndescription: x\nmaterialized: view\n*/\nselect cast(area as integer) as number from {{ref "areas"}}',
    });
    await apportion(broken, 'run', '--select', '+stg_numbers');
    const { code, err } = await apportion(broken, 'show', 'stg_numbers');
    await rm(broken, { recursive: true });
    expect(code).toBe(1);
    expect(err).toMatch(
      /^error {2}warehouse-refused\n {2}The warehouse refused a statement of "stg_numbers": .*'api'/,
    );
    expect(err).toContain('Look at its SQL, and at what it reads.');
  });

  it('end with 0 once they have published, also where the summary of it cannot be read', async () => {
    const broken = await temporaryProject({
      'models/rollups/runs.sql':
        '/*\ndescription: x\nmaterialized: view\n*/\nselect area as run_id, cast(area as timestamp) as published_at from {{ref "areas"}}',
    });
    const { code, err } = await apportion(broken, 'run');
    await rm(broken, { recursive: true });
    expect(code).toBe(0);
    expect(err).toMatch(/^Published as /m);
    expect(err).toMatch(/^warning {2}warehouse-refused\n.*\n {2}The run was published before that\./m);
  });

  it('show whole cells to whom no screen sets a limit', async () => {
    const area = 'a long name '.repeat(20).trim();
    const wide = await temporaryProject({ 'seeds/areas.csv': `area,head_count\n${area},3\n` });
    await apportion(wide, 'run', '--quiet');
    const { out } = await apportion(wide, 'show', 'large_areas');
    await rm(wide, { recursive: true });
    expect(out).toContain(`\n${area}           3\n`);
  });

  it('say of a project.yml that is no YAML only that', async () => {
    const broken = await temporaryProject({
      'project.yml': 'name: [tiny\n',
      'models/rollups/runs.sql':
        '/*\ndescription: x\nstamped_column: published_at\n*/\nselect 1 as published_at\n',
    });
    const { code, err } = await apportion(broken, 'ls');
    await rm(broken, { recursive: true });
    expect(code).toBe(2);
    expect(err).toContain('bad-yaml');
    expect(err).not.toContain('runs.sql');
  });

  it('end with 2 when the bill that is named is not there', async () => {
    const { code, err } = await apportion(root, 'build', '--source', 'bill=no-such-bill.csv');
    expect(code).toBe(2);
    expect(err).toContain('"no-such-bill.csv"');
  });

  it.each([['runs'], ['compiled']])('say in a sentence that target/%s cannot be written', async (folder) => {
    const blocked = await temporaryProject({ [`target/${folder}`]: 'a file in its place' });
    const bill = path.join(blocked, 'bill.csv');
    await writeFile(bill, 'a,b\n');
    const { code, err } = await apportion(blocked, folder === 'runs' ? 'load' : 'run', '--quiet');
    await rm(blocked, { recursive: true });
    expect(code).toBe(1);
    expect(err).toContain(`unreadable-file\n  "target/${folder}`);
    expect(err).toContain('cannot be made: a ');
    expect(err).not.toContain('internal error');
  });

  it('say in a sentence which folder of a source cannot be looked into', async () => {
    const odd = await temporaryProject({ 'bills/inner/readme.txt': '' });
    await symlink('loop', path.join(odd, 'bills/inner/loop'));
    const ended = [
      await apportion(odd, 'load', '--source', 'bill=bills'),
      await apportion(odd, 'debug', '--source', 'bill=bills'),
    ];
    await rm(odd, { recursive: true });
    expect(ended.map(({ code }) => code)).toEqual([1, 1]);
    for (const { out, err } of ended) {
      expect(out + err).toContain('"bills/inner/loop" cannot be');
      expect(out + err).not.toContain('internal error');
    }
  });

  it('print what a build would execute as SQL, and execute nothing', async () => {
    const { code, out } = await apportion(root, 'plan', '--select', 'large_areas');
    expect(code).toBe(0);
    expect(out).toMatch(/^-- build: large_areas$/m);
    expect(out).toMatch(/^-- publish: large_areas$/m);
  });

  it('say that a plan looks at no file', async () => {
    const { code, err } = await apportion(root, 'plan', '--source', 'bill=new.csv');
    expect(code).toBe(0);
    expect(err).toContain('the files of --source are not looked at.');
  });

  it('test what is published', async () => {
    const { code, err } = await apportion(root, 'test');
    expect(code).toBe(0);
    expect(err).toMatch(/Done in/);
  });

  it('test of one model all that it declares, also what looks at another', async () => {
    const related = await temporaryProject({
      'models/rollups/large_areas.sql':
        '/*\ndescription: Areas.\ngrain: [area]\ntests: [relationships: {column: area, to: far_areas, field: area}]\n*/\nselect area from {{ref "stg_areas"}}\n',
      'models/rollups/far_areas.sql': '/*\ndescription: Areas.\n*/\nselect area from {{ref "stg_areas"}}\n',
    });
    await apportion(related, 'run', '--quiet');
    const { code, out } = await apportion(related, 'test', '--select', 'large_areas', '--json');
    await rm(related, { recursive: true });
    expect(code).toBe(0);
    expect(out).toContain('relationships__large_areas__area__far_areas');
  });

  it('say that nothing was published where a selection leaves nothing to build', async () => {
    const { code, err } = await apportion(root, 'run', '--exclude', '*', '--quiet');
    expect(code).toBe(0);
    expect(err).toMatch(/^Done in .* Nothing of what was selected is there to be built or tested\.\n$/);
  });

  it('say that a load was given no place to look', async () => {
    const billed = await temporaryProject({
      'models/raw/raw_tiny__lines.yml': tinyBill,
      'bill.csv': 'Cost,Month\n1.5,2017-02-01\n',
    });
    await apportion(billed, 'load', '--source', 'bill=bill.csv');
    const { code, err } = await apportion(billed, 'load', '--quiet');
    await rm(billed, { recursive: true });
    expect(code).toBe(0);
    expect(err).toMatch(
      /^Done in .* No place was given to load from: --source NAME=LOCATION, or sources in project\.yml\.\n$/,
    );
  });

  it('count the tests of a selection, without a command that lists others', async () => {
    expect((await apportion(root, 'ls', '--select', 'areas')).out).toMatch(
      /\nAnd 2 tests; --json has them\n$/,
    );
  });

  it('say that nothing was tested where a selection leaves no test', async () => {
    const { code, err } = await apportion(root, 'test', '--exclude', 'kind:test');
    expect(code).toBe(0);
    expect(err).toMatch(/Done in .* Nothing of what was selected is there to be built or tested\.\n$/);
  });

  it('say with 2 that there is no run to report', async () => {
    const { code, err } = await apportion(root, 'report');
    expect({ code, err }).toEqual({
      code: 2,
      err: 'error  bad-option\n  No run has added to the rollups on target "local" yet.\n  npx apportion build publishes one.\n\n',
    });
    expect((await apportion(root, 'report', '--json')).out).toContain('"kind":"diagnostics"');
  });

  it('look at what a run needs', async () => {
    const { code, out } = await apportion(root, 'debug', '--json');
    const findings = jsonLines(out);
    expect(findings.find(({ name }) => name === 'target')).toMatchObject({ isOk: true });
    expect(findings.find(({ name }) => name === 'bill')).toMatchObject({ isOk: false });
    expect(code).toBe(1);
    expect(findings.find(({ name }) => name === 'disk')?.text).toContain(path.join(root, 'target'));
  });

  it('look where in a file of the project something is wrong', async () => {
    const circular = await temporaryProject({
      'models/rollups/large_areas.sql': '/*\ndescription: Areas.\n*/\nselect area from {{ref "far_areas"}}\n',
      'models/rollups/far_areas.sql': '/*\ndescription: Areas.\n*/\nselect area from {{ref "large_areas"}}\n',
    });
    const { out } = await apportion(circular, 'debug');
    await rm(circular, { recursive: true });
    expect(out.split('\n').slice(-5)).toEqual([
      'not ok  cycle      models/rollups/far_areas.sql:4:24  "far_areas" reads itself by way of "large_areas".',
      '                   "far_areas" reads "large_areas" at models/rollups/far_areas.sql:4:24',
      '                   "large_areas" reads "far_areas" at models/rollups/large_areas.sql:4:24',
      '                   One of these references has to go.',
      '',
    ]);
  });

  it('look whether each file of a bill can be read, without loading it', async () => {
    const shipped = await temporaryProject({
      'models/raw/raw_tiny__lines.yml': tinyBill,
      'bills/good.csv': 'Cost,Month\n1.5,2017-02-01\n',
      'bills/other.csv': 'a,b\n1,2\n',
    });
    const { code, out } = await apportion(shipped, 'debug', '--source', 'bill=bills', '--json');
    await rm(shipped, { recursive: true });
    const bills = jsonLines(out).filter(({ name }) => name === 'bill');
    expect(code).toBe(1);
    expect(bills.map(({ isOk, text }) => [isOk, text])).toEqual([
      [true, '2 files, 34 B'],
      [true, 'bills/good.csv: Tiny bill'],
      [false, expect.stringContaining('The header of "bills/other.csv" is of no bill format that is known')],
    ]);
  });

  it('compile a test of a column of any name to a file of its own, and to no other', async () => {
    const column = 'x/../../../../../models/rollups/large_areas';
    const project = await temporaryProject({
      'seeds/seeds.yml': `areas:
  description: Who pays.
  columns:
    area: {type: text}
    head_count: {type: integer}
    "${column}": {type: text, tests: [unique]}
    "ä b": {type: text, tests: [unique]}
  grain: [area]
`,
      'seeds/areas.csv': `area,head_count,${column},ä b\napi,3,a,b\n`,
    });
    const model = path.join(project, 'models/rollups/large_areas.sql');
    const before = await readFile(model, 'utf8');
    const { code } = await apportion(project, 'compile');
    const after = await readFile(model, 'utf8');
    const tests = await readdir(path.join(project, 'target/compiled/tests/generic'));
    await rm(project, { recursive: true });
    expect(code).toBe(0);
    expect(after).toBe(before);
    expect(tests.filter((name) => name.startsWith('unique__areas__x'))).toEqual([
      expect.stringMatching(/^unique__areas__x_models_rollups_large_areas_[0-9a-f]{8}\.sql$/),
    ]);
    expect(tests).toContainEqual(expect.stringMatching(/^unique__areas___b_[0-9a-f]{8}\.sql$/));
  });

  it('make no sample where nobody says', async () => {
    expect(await apportion(root, 'sample', '--out', '')).toMatchObject({
      code: 2,
      err: expect.stringContaining('"--out" is expected to name the folder'),
    });
  });
});
