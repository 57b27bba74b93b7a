import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { columnsOfKeys } from '../../orchestrator/base/table-keys.ts';
import { redshiftDialect } from '../../orchestrator/warehouses/redshift/sql/dialect.ts';
import { readShippedProject } from '../support/read-shipped-project.ts';

const guide = path.join(import.meta.dirname, '..', '..', 'docs', 'redshift.md');

/** What the guide says of each table, with a reason: its name, or that of its layer, and its keys. */
function documented(): Map<string, string> {
  const rows = readFileSync(guide, 'utf8').matchAll(
    /^\| (?:the layer )?`(\w+)` \| `(\w+)` \| `([^`]+)` \| \S/gm,
  );
  return new Map(
    [...rows].map(([, name = '', dist = '', sort = '']) => [name, keysOf(dist, sort.split(', '))]),
  );
}

function keysOf(dist: string | undefined, sort: readonly string[] | undefined): string {
  return redshiftDialect.layout({ ...(dist && { dist }), ...(sort && { sort }) });
}

it('lays every table of the shipped project out, as the guide says and gives a reason for', async () => {
  const { models } = await readShippedProject(tmpdir());
  const tables = models.filter(({ materialized }) => materialized !== 'view');
  const shipped = tables.map(({ name, layer, tableKeys }): [string, string] => [
    layer === 'rollups' || layer === 'reports' ? layer : name,
    keysOf(tableKeys?.dist, tableKeys?.sort),
  ]);
  expect(documented()).toEqual(new Map(shipped));
  for (const { materialized, tableKeys } of tables)
    if (materialized === 'incremental' || materialized === 'history')
      expect(columnsOfKeys(tableKeys ?? {})).toContain('statement_month');
});
