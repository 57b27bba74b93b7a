import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeName } from '../../../../orchestrator/base/names.ts';
import { checkSameColumns } from '../../../../orchestrator/run/nodes/check-columns.ts';
import { model, openSmallProject, type SmallProject } from '../../../support/small-project.ts';

let project: SmallProject;
beforeEach(async () => {
  project = await openSmallProject({
    'models/contracts/money.yml': `description: Money.\ncolumns:\n  - {name: area, type: text}\n  - {name: cost, type: cost}\n`,
  });
});
afterEach(() => project.close());

const projectFileWith = (keys: string): string =>
  `name: small\nlayers: [staging, rollups]\nmodels: {rollups: {redshift: ${keys}}}\ntargets: {local: {type: duckdb, path: x}}\ndefault_target: local\n`;

async function messageFor(
  query: string,
  header: Record<string, string> = { contract: 'money' },
): Promise<string | undefined> {
  project.write('models/rollups/costs.sql', model(query, header));
  const [result] = (await project.run()).nodes;
  return result?.failure?.kind === 'refused' ? result.failure.diagnostic.message : result?.status;
}

it.each([
  ["select 'a' as area, cast(1 as decimal(38,18)) as cost", 'success'],
  ["select 'a' as area", 'it lacks "cost".'],
  [
    "select 'a' as area, cast(1 as decimal(38,18)) as cost, 1 as more",
    'it has "more", which the contract does not know.',
  ],
  ["select cast(1 as decimal(38,18)) as cost, 'a' as area", 'column 1 is to be "area" and is "cost".'],
  ["select 'a' as area, 1.5 as cost", '"cost" is to be of type cost (decimal(38,18)) and is decimal(2,1).'],
])('compares what was built with its contract: %s', async (query, complaint) => {
  const message = await messageFor(query);
  expect(message).toBe(
    complaint === 'success' ? complaint : `"costs" does not keep its contract "money": ${complaint}`,
  );
});

it('misses a column that is to be a key in Redshift, in every warehouse', async () => {
  expect(await messageFor('select 1 as x', { redshift: '{dist: x, sort: [x, y]}' })).toBe(
    '"costs" has no column "y", although it is to be a key in Redshift; it has "x".',
  );
});

it('points at the header where that names the column', async () => {
  project.write('models/rollups/costs.sql', model('select 1 as x', { redshift: '{dist: x, sort: [x, y]}' }));
  const [result] = (await project.run()).nodes;
  expect(result?.failure).toMatchObject({
    diagnostic: { line: 3, column: 31, lineText: 'redshift: {dist: x, sort: [x, y]}' },
  });
});

it('takes texts of any length for the same, where rows of other months stay', () => {
  const column = (type: string) => ({ name: 'part', type });
  const complaint = (before: string, now: string) => {
    const existing = { schema: 'rollups', name: 'thing', kind: 'table' as const, columns: [column(before)] };
    return checkSameColumns({ node: nodeName('thing'), parts: [], existing }, [column(now)])?.message;
  };
  expect(complaint('varchar(65535)', 'varchar(8)')).toBeUndefined();
  expect(complaint('varchar(8)', 'varchar(14)')).toBeUndefined();
  expect(complaint('varchar(8)', 'bigint')).toContain(
    'it now has "part" bigint; it no longer has "part" varchar(8)',
  );
});

describe('a key that is the default of the layer', () => {
  const failure = async (header: Record<string, string>) => {
    project.write('project.yml', projectFileWith('{dist: z, sort: [y]}'));
    project.write('models/rollups/costs.sql', model('select 1 as x', header));
    const [result] = (await project.run()).nodes;
    return result?.failure ?? result?.status;
  };

  it('is told with the header, and with what takes it off', async () => {
    const message =
      '"costs" has no column "y", although the default of its layer in project.yml makes it a key in Redshift; it has "x". ' +
      'If it is to be none, write "sort: []" under "redshift" in the model\'s header.';
    expect(await failure({ redshift: '{dist: x}' })).toMatchObject({
      diagnostic: { message, line: 3, column: 1, lineText: 'redshift: {dist: x}' },
    });
    expect(await failure({})).toMatchObject({
      diagnostic: { message: expect.stringContaining('write "dist: auto"') as string, line: 2, column: 1 },
    });
  });

  it('is taken off by an empty list', async () => {
    expect(await failure({ redshift: '{dist: x, sort: []}' })).toBe('success');
  });
});

it('misses a column that the header describes', async () => {
  expect(await messageFor('select 1 as x', { columns: '{y: {description: A column.}}' })).toBe(
    '"costs" has no column "y", although its header describes it; it has "x".',
  );
});

it('compares a column with the type that the header gives it', async () => {
  const columns = '{cost: {type: cost}}';
  expect(await messageFor('select cast(1 as decimal(38,18)) as cost', { columns })).toBe('success');
  expect(await messageFor('select cast(1 as double) as cost', { columns })).toBe(
    '"costs" is not as its header says: "cost" is to be of type cost (decimal(38,18)) and is double.',
  );
});
