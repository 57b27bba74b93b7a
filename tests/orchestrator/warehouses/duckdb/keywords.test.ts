import { expect, it } from 'vitest';
import { duckdbKeywords } from '../../../../orchestrator/warehouses/duckdb/keywords.ts';
import { openDuckDb } from '../../../../orchestrator/warehouses/duckdb/open-duckdb.ts';

it('knows every word that this version of DuckDB keeps for itself', async () => {
  const warehouse = await openDuckDb({ path: ':memory:' });
  const { rows } = await warehouse.query(
    "select keyword_name from duckdb_keywords() where keyword_category <> 'unreserved'",
  );
  await warehouse.close();
  expect(rows.length).toBeGreaterThan(100);
  expect(rows.flat().filter((word) => word !== null && !duckdbKeywords.has(word))).toEqual([]);
});
