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

async function grantsOf(rows: readonly Row[], names: readonly string[] = ['a', 'b']): Promise<string[]> {
  const query = async () => ({ columns: [], rows: rows.map((row) => [...row]) });
  return readGrants(
    { query },
    names.map((name) => ({ schema: 'reports', name })),
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
    'grant select on table reports.a, reports.b to group "finance", role "auditor", public, "ana"',
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
    'grant select on table reports.a to "IAMR:role/x", "a"" to public; drop table reports.a; --", "public", "$apportion$"',
  ]);
});

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
