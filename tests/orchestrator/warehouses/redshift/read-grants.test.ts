import { expect, it } from 'vitest';
import { readGrants } from '../../../../orchestrator/warehouses/redshift/read-grants.ts';

type Row = readonly [
  schema: string,
  relation: string,
  privilege: string,
  identity: string,
  kind: string,
  option: string,
];

/** What is granted on `reports.a` and `reports.b`, by the rows of the view and by the list of `reports.a`. */
async function grantsOf(rows: readonly Row[], list?: string): Promise<string[]> {
  const query = async (sql: string) => {
    if (!sql.includes('relacl')) return { columns: [], rows: rows.map((row) => [...row]) };
    return { columns: [], rows: list === undefined ? [] : [['reports', 'a', 'owner', list]] };
  };
  return readGrants(
    { query },
    ['a', 'b'].map((name) => ({ schema: 'reports', name })),
  );
}

it('makes one statement of what is the same on several relations and for several grantees', async () => {
  const everybody = (relation: string): Row[] => [
    ['reports', relation, 'SELECT', 'finance', 'group', 'false'],
    ['reports', relation, 'SELECT', 'auditor', 'role', 'false'],
    ['reports', relation, 'SELECT', 'public', 'public', 'false'],
    ['reports', relation, 'SELECT', 'ana', 'user', 'false'],
  ];
  expect(await grantsOf([...everybody('a'), ...everybody('b')])).toEqual([
    'grant select on table reports.a, reports.b to "ana", group "finance", public, role "auditor"',
  ]);
});

it('keeps the right to hand a privilege on apart from the privilege', async () => {
  expect(
    await grantsOf([
      ['reports', 'a', 'INSERT', 'ana', 'user', 'true'],
      ['reports', 'a', 'SELECT', 'ana', 'user', 'false'],
      ['reports', 'a', 'SELECT', 'bob', 'user', 'true'],
      ['reports', 'a', 'SELECT', 'eve', 'user', 'false'],
    ]),
  ).toEqual([
    'grant insert on table reports.a to "ana" with grant option',
    'grant select on table reports.a to "ana", "eve"',
    'grant select on table reports.a to "bob" with grant option',
  ]);
});

it('takes names for names, whatever is in them', async () => {
  const names: Row[] = ['IAMR:role/x', 'a" to public; drop table reports.a; --', 'public', '$apportion$'].map(
    (name) => ['reports', 'a', 'SELECT', name, 'user', 'false'],
  );
  expect(await grantsOf(names)).toEqual([
    'grant select on table reports.a to "$apportion$", "IAMR:role/x", "a"" to public; drop table reports.a; --", "public"',
  ]);
});

it('reads what the view does not show to everybody from the list of each relation', async () => {
  const list =
    'owner=a*r*w*d*R*x*t*/owner,group finance=ar/owner,"group x"=r/owner,"an ""odd"", name"=r*w/"an owner",=r/owner,group "b, c"=d/owner';
  expect(await grantsOf([['reports', 'a', 'SELECT', 'auditor', 'role', 'false']], list)).toEqual([
    'grant delete on table reports.a to group "b, c"',
    'grant insert, select on table reports.a to group "finance"',
    'grant select on table reports.a to "an ""odd"", name" with grant option',
    'grant select on table reports.a to "group x", public, role "auditor"',
    'grant update on table reports.a to "an ""odd"", name"',
  ]);
});

it('grants once what both say', async () => {
  const rows: Row[] = [['reports', 'a', 'SELECT', 'ana', 'user', 'false']];
  expect(await grantsOf(rows, 'ana=r/owner')).toEqual(['grant select on table reports.a to "ana"']);
});

it.each(['', 'ana', 'ana=r', 'ana=rZ?/owner', '"ana=r/owner', '=/owner'])(
  'makes nothing of a list that it cannot read: %s',
  async (list) => {
    expect(await grantsOf([], list)).toEqual([]);
  },
);

it('leaves out other relations, kinds of grantees and privileges that it does not know', async () => {
  expect(
    await grantsOf([
      ['reports', 'c', 'SELECT', 'ana', 'user', 'false'],
      ['other', 'a', 'SELECT', 'ana', 'user', 'false'],
      ['reports', 'a', 'SELECT', 'x', 'datashare', 'false'],
      ['reports', 'a', 'ALL; DROP TABLE X', 'ana', 'user', 'false'],
    ]),
  ).toEqual([]);
});

it('asks nothing where nothing is made anew', async () => {
  const query = async (): Promise<never> => {
    throw new Error('asked');
  };
  expect(await readGrants({ query }, [])).toEqual([]);
});
