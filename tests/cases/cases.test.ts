import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatCost, parseCost } from '../../orchestrator/base/money.ts';
import type { Warehouse } from '../../orchestrator/warehouses/warehouse.ts';
import { buildAndPublish } from '../support/build-project.ts';
import { withTestWarehouse } from '../support/open-test-warehouse.ts';
import { readShippedProject } from '../support/read-shipped-project.ts';
import { readBills, readRows, readSeeds, readTables, readVars } from './read-case.ts';
import { type CaseRows, writeCaseFiles } from './write-case-files.ts';

const casesFolder = path.join(import.meta.dirname);
const caseNames = readdirSync(casesFolder, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

describe('cases', () => {
  it.each(caseNames)('%s', async (name) => {
    const folder = path.join(casesFolder, name);
    await withTestWarehouse(async (warehouse, work) => {
      const project = await readShippedProject(work, readSeeds(folder));
      for (const [index, bill] of readBills(folder).entries()) {
        const sources = await writeCaseFiles(
          { ...readTables(folder), bill },
          path.join(work, `build-${index + 1}`),
        );
        // A case says what the rows of each run are, also of one that has nothing new to build.
        await buildAndPublish({ project, warehouse, sources, vars: readVars(folder) }, { allMonths: true });
      }
      for (const file of readdirSync(path.join(folder, 'expected'))) {
        const relation = file.replace(/\.csv$/, '');
        const expected = readRows(path.join(folder, 'expected'), relation) ?? [];
        const columns = headerOf(path.join(folder, 'expected', file));
        expect(await readActual(warehouse, relation, columns, expected), relation).toEqual(
          expected.map(normalized).sort(),
        );
      }
    });
  });
});

async function readActual(
  warehouse: Warehouse,
  relation: string,
  columns: readonly string[],
  expected: CaseRows,
): Promise<string[]> {
  const { rows } = await warehouse.query(`select ${columns.join(', ')} from ${relation}`);
  const byColumn = rows.map((row) =>
    Object.fromEntries(columns.map((column, index) => [column, row[index] ?? ''])),
  );
  const findings = new Set(expected.map((row) => row.finding));
  return byColumn
    .filter((row) => relation !== 'reports.event_health' || findings.has(row.finding))
    .map(normalized)
    .sort();
}

/** A row as one line of text, its costs with all their digits, so that 1.5 and 1.500 are the same. */
function normalized(row: Readonly<Record<string, string>>): string {
  const cells = Object.entries(row).map(([column, value]) => {
    const units = /(_cost|_total)$/.test(column) ? parseCost(value) : undefined;
    return `${column}=${units === undefined ? value : formatCost(units)}`;
  });
  return cells.join(' ');
}

function headerOf(file: string): readonly string[] {
  return (readFileSync(file, 'utf8').split('\n')[0] ?? '').split(',');
}
