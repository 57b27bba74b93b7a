import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../orchestrator/warehouses/warehouse.ts';
import { apportion } from '../orchestrator/commands/apportion.ts';
import { temporaryProject } from '../orchestrator/commands/temporary-project.ts';
import type { DataApiPlan } from '../stand-ins/data-api/plan.ts';
import { openPostgresStore, type PostgresStore } from '../stand-ins/data-api/postgres-store.ts';
import { type DataApiStandIn, startDataApi } from '../stand-ins/data-api/start-data-api.ts';
import { parseProcedure } from '../stand-ins/data-api/stored-procedure.ts';
import { withDummyCredentials } from '../support/dummy-credentials.ts';
import { openRedshiftOn } from '../support/open-redshift-on.ts';

withDummyCredentials();

const kinds = ['view', 'table', 'incremental', 'history'] as const;
type Kind = (typeof kinds)[number];

let store: PostgresStore;
let dataApi: DataApiStandIn;
let reader: Warehouse;
let root: string;
let plan: DataApiPlan = {};

beforeAll(async () => {
  store = await openPostgresStore();
  await store.run('create user "analyst ""one"""');
  await store.run('create user plain_user');
  await store.run('create group "finance, all"');
  await store.run('create role auditor');
  await store.run("comment on role auditor is 'role'");
}, 60_000);
afterAll(() => store.close());
beforeEach(async () => {
  await store.empty();
  plan = {};
  dataApi = await startDataApi(store, { onStatement: (statement) => plan.onStatement?.(statement) });
  reader = await openRedshiftOn(dataApi);
  root = await temporaryProject({
    'project.yml': `name: tiny
layers: [staging, rollups, reports]
vars: {least: 2}
targets:
  warehouse: {type: redshift, workgroup: w, database: d, region: eu-west-1, endpoint: "${dataApi.endpoint}"}
default_target: warehouse
`,
    'models/reports/of_thing.sql':
      '/*\ndescription: What people read.\nmaterialized: view\n*/\nselect part, version from {{ref "thing"}}\n',
  });
});
afterEach(async () => {
  await reader.close();
  await dataApi.close();
  await rm(root, { recursive: true, force: true });
});

/** Three rows, all of one version: half of them, or some of each, would be a half table. */
async function writeThing(kind: Kind, version: number, header = ''): Promise<void> {
  const rows = ['one', 'two', 'three'].map(
    (part) =>
      `select date '2017-01-01' as statement_month, {{cast "text" "'${part}'"}} as part, ${version} as version`,
  );
  const text = `/*\ndescription: "The thing: it's one, 100 % \\\\ whole."\nmaterialized: ${kind}\n${header}*/\n${rows.join('\nunion all\n')}\n`;
  await writeFile(path.join(root, 'models/rollups/thing.sql'), text);
}

async function published(name = 'rollups.thing'): Promise<string> {
  const result = await store
    .run(`select part, version from ${name} order by version, part`)
    .catch((error: unknown) => String(error));
  return typeof result === 'string' ? 'nothing' : JSON.stringify(result?.rows);
}

/** All that others see while the work goes on, each thing once. */
async function seenDuring(work: () => Promise<unknown>): Promise<ReadonlySet<string>> {
  const seen = new Set<string>();
  let isOver = false;
  const read = async (name: string): Promise<void> => {
    while (!isOver)
      await reader
        .query(`select part, version from ${name} order by version, part`)
        .then(({ rows }) => seen.add(`${name} ${JSON.stringify(rows)}`))
        .catch((error: unknown) =>
          seen.add(`${name} ${String(error).replace(/.* does not exist.*/, 'nothing')}`),
        );
  };
  const reading = Promise.all([read('rollups.thing'), read('reports.of_thing')]);
  await work();
  isOver = true;
  await reading;
  return seen;
}

async function leftovers(): Promise<unknown> {
  const result = await store.run(
    "select relname from pg_class where relname like '%!_!_b!_%' escape '!' union all select proname from pg_proc where proname like 'apportion%'",
  );
  return result?.rows;
}

async function kindOf(name: string): Promise<string | undefined> {
  const { kind } = (await reader.relations()).find((relation) => relation.name === name) ?? {};
  return kind;
}

const run = async (...options: readonly string[]): Promise<string> => {
  const { code, err } = await apportion(root, 'run', ...options);
  return code === 0 ? 'published' : `${code}: ${err}`;
};

describe('publishing one kind of relation over another', () => {
  const changes = ([undefined, ...kinds] as const).flatMap((from) =>
    // A history that has rows is not made anew as something else.
    kinds
      .filter((to) => from !== 'history' || to === 'history')
      .map((to) => [from ?? 'nothing', to] as const),
  );

  it.each(changes)('shows readers what was there or what is new, from %s to %s', async (from, to) => {
    await writeThing(from === 'nothing' ? to : from, 1);
    if (from !== 'nothing') expect(await run()).toBe('published');
    const before = [await published(), await published('reports.of_thing')];
    await writeThing(to, 2);
    const seen = await seenDuring(async () => expect(await run()).toBe('published'));
    const after = [await published(), await published('reports.of_thing')];

    const whole = [2, 2, 2].map((version, index) => [['one', 'three', 'two'][index], String(version)]);
    expect(after[0]).toContain(JSON.stringify(whole).slice(1, -1));
    expect(after[1]).toBe(after[0]);
    const allowed = ['rollups.thing', 'reports.of_thing'].flatMap((name, index) => [
      `${name} ${before[index]}`,
      `${name} ${after[index]}`,
    ]);
    expect([...seen].filter((one) => !allowed.includes(one))).toEqual([]);
    expect(seen.size).toBeGreaterThan(1);
    expect(await kindOf('thing')).toBe(to === 'view' ? 'view' : 'table');
    expect(await leftovers()).toEqual([]);
  });

  it.each(kinds)('leaves a %s alone whose model is gone', async (kind) => {
    await writeThing(kind, 1);
    await run();
    await rm(path.join(root, 'models/rollups/thing.sql'));
    await rm(path.join(root, 'models/reports/of_thing.sql'));
    const before = await published();
    const seen = await seenDuring(async () => expect(await run()).toBe('published'));
    expect(await published()).toBe(before);
    expect([...seen].filter((one) => !one.endsWith(before))).toEqual([]);
  });

  it('keeps a view that reads a table which is published without it', async () => {
    await writeThing('table', 1);
    await run();
    await writeThing('view', 2);
    expect(await run('--select', 'thing')).toBe('published');
    expect(await published('reports.of_thing')).toBe('[["one","2"],["three","2"],["two","2"]]');
  });
});

describe('a text that is as long as the words that the query has for it', () => {
  const contracts = path.join('models', 'contracts');
  const writeThingOf = async (kind: Kind, month: string, part: string, header = ''): Promise<void> => {
    const type = `varchar(${part.length})`;
    const query = `select date '${month}' as statement_month, cast('${part}' as ${type}) as part, cast(1 as bigint) as version`;
    const text = `/*\ndescription: The thing.\nmaterialized: ${kind}\n${header}*/\n${query}\n`;
    await writeFile(path.join(root, 'models/rollups/thing.sql'), text);
  };
  const typeOfPart = async (): Promise<string | undefined> =>
    (await reader.relations())
      .find(({ name }) => name === 'thing')
      ?.columns.find(({ name }) => name === 'part')?.type;

  it.each(['view', 'table', 'incremental', 'history'] as const)(
    'keeps the contract of a %s',
    async (kind) => {
      await mkdir(path.join(root, contracts));
      await writeFile(
        path.join(root, contracts, 'thing.yml'),
        'description: A thing.\ncolumns:\n  - {name: statement_month, type: date}\n  - {name: part, type: text}\n  - {name: version, type: integer}\n',
      );
      await writeThingOf(kind, '2017-01-01', 'one', 'contract: thing\n');
      expect(await run()).toBe('published');
    },
  );

  it.each(['incremental', 'history'] as const)(
    'leaves room in a table that stays: in one that is %s',
    async (kind) => {
      await writeThingOf(kind, '2017-01-01', 'one');
      expect(await run()).toBe('published');
      expect(await typeOfPart()).toBe('varchar(65535)');
      await writeThingOf(kind, '2017-02-01', 'three');
      expect(await run()).toBe('published');
      expect(await published()).toBe(kind === 'history' ? '[["one","1"],["three","1"]]' : '[["three","1"]]');
    },
  );

  it('leaves room in a column that is new to a history', async () => {
    await writeFile(
      path.join(root, 'models/rollups/thing.sql'),
      "/*\ndescription: The thing.\nmaterialized: history\n*/\nselect date '2017-01-01' as statement_month, cast(1 as bigint) as version\n",
    );
    await rm(path.join(root, 'models/reports/of_thing.sql'));
    expect(await run()).toBe('published');
    await writeThingOf('history', '2017-02-01', 'one');
    expect(await run()).toBe('published');
    expect(await typeOfPart()).toBe('varchar(65535)');
  });
});

describe('what others may do with it', () => {
  const grantsOn = async (name: string): Promise<unknown> =>
    (
      await store.run(
        `select privilege_type, identity_type, identity_name, admin_option from svv_relation_privileges where relation_name = '${name}' and identity_name <> current_user order by 3, 1`,
      )
    )?.rows;

  it.each([
    ['table', 'table'],
    ['table', 'view'],
    ['view', 'table'],
    ['view', 'view'],
    ['incremental', 'incremental'],
    ['history', 'history'],
  ] as const)('stays as it was, from %s to %s', async (from, to) => {
    await writeThing(from, 1);
    await run();
    await store.run('grant select on rollups.thing, reports.of_thing to "analyst ""one""" with grant option');
    await store.run('grant select on rollups.thing to plain_user, group "finance, all", auditor, public');
    await store.run('grant insert, delete on rollups.thing to group "finance, all"');
    const before = [await grantsOn('thing'), await grantsOn('of_thing')];
    expect(before[0]).toHaveLength(7);
    await writeThing(to, 2);
    expect(await run()).toBe('published');
    expect([await grantsOn('thing'), await grantsOn('of_thing')]).toEqual(before);
    const granted = dataApi.statements().flatMap(({ sqls }) => sqls.filter((sql) => sql.startsWith('grant')));
    const onBoth =
      'grant select on table reports.of_thing, rollups.thing to "analyst ""one""" with grant option';
    const onThing = [
      'grant select on table rollups.thing to "plain_user", public, role "auditor"',
      'grant delete, insert, select on table rollups.thing to group "finance, all"',
    ];
    const onView = 'grant select on table reports.of_thing to "analyst ""one""" with grant option';
    expect([...granted].sort()).toEqual(to === 'history' ? [onView] : [onBoth, ...onThing].sort());
  });
});

describe('a publication in one request', () => {
  const many = (): Promise<unknown> =>
    Promise.all(
      Array.from({ length: 30 }, (_, number) =>
        writeFile(
          path.join(root, `models/reports/of_area_${number}.sql`),
          '/*\ndescription: One of many.\nmaterialized: view\n*/\nselect area from {{ref "large_areas"}}\n',
        ),
      ),
    );
  const publications = () =>
    dataApi.statements().filter(({ sqls }) => sqls.some((sql) => sql.includes('rename to')));

  it('names the model whose statement was refused in the middle of a procedure, and shows nothing', async () => {
    await many();
    await writeThing('table', 1);
    plan = {
      onStatement({ sqls }) {
        // Somebody makes a table of that name just before.
        if (sqls.some((sql) => sql.startsWith('create or replace procedure')))
          void store.run('create table reports.of_area_7 (x int)');
        return undefined;
      },
    };
    const { code, err } = await apportion(root, 'run');
    expect(code).toBe(1);
    expect(err).toContain('of_area_7');
    expect(err).toContain('relation "of_area_7" already exists');
    expect(err).not.toContain('of_area_6');
    expect(publications()).toHaveLength(1);
    expect(await published()).toBe('nothing');
    expect(await leftovers()).toEqual([]);
    plan = {};
    await store.run('drop table reports.of_area_7');
    expect(await run()).toBe('published');
  });

  it('is found when its answer was lost, and not sent again', async () => {
    await many();
    await writeThing('history', 1);
    await dataApi.close();
    dataApi = await startDataApi(store, {
      onRequest: ({ operation, body }) =>
        operation === 'BatchExecuteStatement' && JSON.stringify(body.Sqls).includes('rename to')
          ? 'reset-after'
          : undefined,
    });
    const file = path.join(root, 'project.yml');
    await writeFile(
      file,
      `name: tiny\nlayers: [staging, rollups, reports]\nvars: {least: 2}\ntargets:\n  warehouse: {type: redshift, workgroup: w, database: d, region: eu-west-1, endpoint: "${dataApi.endpoint}"}\ndefault_target: warehouse\n`,
    );
    expect(await run()).toBe('published');
    expect(publications()).toHaveLength(1);
    expect(await published()).toBe('[["one","1"],["three","1"],["two","1"]]');
  });

  it('is what plan prints, in its order', async () => {
    await many();
    await writeThing('history', 1);
    await run();
    await store.run('grant select on rollups.large_areas to public');
    await writeThing('history', 2);
    const neutral = (sql: string): string =>
      sql.replace(/r\d{8}t\d{6}_[0-9a-f]{4}/g, 'RUN').replace(/timestamp '[^']*'/g, 'NOW');
    const planned = (await apportion(root, 'plan', '--json')).out
      .trim()
      .split('\n')
      .map((line): { role: string; sql: string } => JSON.parse(line));
    const count = dataApi.statements().length;
    expect(await run()).toBe('published');
    const sent = dataApi
      .statements()
      .slice(count)
      .flatMap(({ sqls }) => sqls)
      .flatMap((sql) => parseProcedure(sql)?.steps.map((step) => step.sql) ?? [sql])
      .map(neutral);
    const publication = planned.filter(({ role }) => role === 'publish').map(({ sql }) => neutral(sql));
    expect(publication.length).toBeGreaterThan(60);
    const first = sent.indexOf(publication[0] ?? '');
    expect(sent.slice(first, first + publication.length)).toEqual(publication);
    expect(planned.map(({ sql }) => neutral(sql)).filter((sql) => !sent.includes(sql))).toEqual([]);
  });

  it('drops what was there in one statement for views and one for tables', async () => {
    await many();
    await writeThing('table', 1);
    await run();
    await run();
    const drops = (await apportion(root, 'plan', '--json')).out
      .split('\n')
      .filter((line) => line.includes('"sql":"drop'));
    expect(drops.map((line) => JSON.parse(line).sql.replace(/ (?=\w+\.).*/, ''))).toEqual([
      'drop view',
      'drop table',
    ]);
  });
});

describe('what the project says of it', () => {
  const comments = async (): Promise<unknown> => {
    const { comment, columns } = (await reader.relations()).find(({ name }) => name === 'thing') ?? {};
    return [comment, ...(columns ?? []).map((column) => column.comment)];
  };
  const words = "The thing: it's one, 100 % \\ whole.";
  const columns = 'columns:\n  part: {description: "Which part,\\n    of three."}\n';

  it('stands in the comments of a table and its columns', async () => {
    await writeThing('table', 1, columns);
    await run();
    expect(await comments()).toEqual([words, undefined, 'Which part, of three.', undefined]);
  });

  it('stands beside the mark of a history, and follows what the project says', async () => {
    await writeThing('history', 1);
    await run();
    expect(await comments()).toEqual([`append-only\n${words}`, undefined, undefined, undefined]);
    await writeThing('history', 2, columns);
    await run();
    expect(await comments()).toEqual([
      `append-only\n${words}`,
      undefined,
      'Which part, of three.',
      undefined,
    ]);
    await writeThing('table', 3);
    expect(await run()).toContain('is an append-only history');
  });

  it('is not said of a view that binds late, which takes no comment', async () => {
    await writeThing('view', 1, columns);
    await run();
    expect(await comments()).toEqual([undefined, undefined, undefined, undefined]);
    const sqls = dataApi.statements().flatMap((statement) => statement.sqls);
    expect(sqls.filter((sql) => sql.startsWith('comment') && sql.includes('thing'))).toEqual([]);
  });
});

describe('views', () => {
  it('are not published when what they read is gone, which shows only when they are read', async () => {
    await writeThing('table', 1);
    await run();
    const publishes = (sqls: readonly string[]): boolean =>
      sqls.some((sql) => sql.startsWith('drop view reports'));
    plan = {
      onStatement({ sqls }) {
        if (publishes(sqls)) void store.run('drop table if exists rollups.thing');
        return undefined;
      },
    };
    const { code, err } = await apportion(root, 'run', '--select', 'of_thing');
    expect(code).toBe(1);
    expect(err).toContain('of_thing');
    expect(err).toContain('relation "rollups.thing" does not exist');
    expect(await kindOf('of_thing')).toBe('view');
    expect(await leftovers()).toEqual([]);
  });

  it('bind late, and are read once before readers see them', async () => {
    await writeThing('view', 1);
    await run();
    const sqls = dataApi.statements().flatMap((statement) => statement.sqls);
    const ofThing = sqls.filter((sql) => /^(create view|select \* from) rollups\.thing/.test(sql));
    expect(ofThing.map((sql) => sql.replace(/__b_\w+/, '__b'))).toEqual([
      expect.stringMatching(/^create view rollups\.thing__b as\n[\s\S]*\nwith no schema binding$/),
      'select * from rollups.thing__b where 1 = 0',
      expect.stringMatching(/^create view rollups\.thing as\n[\s\S]*\nwith no schema binding$/),
      'select * from rollups.thing limit 0',
    ]);
    expect(
      (await reader.relations()).find(({ name }) => name === 'thing')?.columns.map(({ name }) => name),
    ).toEqual(['statement_month', 'part', 'version']);
  });
});
