import { expect, it } from 'vitest';
import { nodeName } from '../../../orchestrator/base/names.ts';
import type { Materialization, Statement } from '../../../orchestrator/run/materialize/materialization.ts';
import { publishStatements } from '../../../orchestrator/run/publish.ts';
import { redshiftDialect } from '../../../orchestrator/warehouses/redshift/sql/dialect.ts';

const materialization = (name: string): Materialization => {
  const node = nodeName(name);
  const statement = (sql: string): Statement => ({ role: 'publish', node, sql: `${sql} ${name}` });
  return {
    build: [],
    describe: [],
    publish: {
      fill: [statement('fill')],
      drop: [{ schema: 'rollups', name, node, kind: 'view' }],
      swap: [statement('swap')],
      create: [statement('create')],
    },
    replaces: { schema: 'rollups', name },
    cleanup: { drop: [], describe: [] },
  };
};

it('publishes what takes long before what locks readers out, and drops views before what they read', async () => {
  const grants = async () => ['grant'];
  const statements = await publishStatements(['first', 'second'].map(materialization), {
    dialect: redshiftDialect,
    grants,
  });
  expect(statements.map(({ sql }) => sql)).toEqual([
    'fill first',
    'fill second',
    'drop view rollups.second, rollups.first',
    'swap first',
    'swap second',
    'create first',
    'create second',
    'grant',
  ]);
});
