import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatCost, parseCost } from '../../orchestrator/base/money.ts';
import { parseCsv } from '../../orchestrator/base/parse-csv.ts';
import type { Vars } from '../../orchestrator/project/project.ts';
import type { Warehouse } from '../../orchestrator/warehouses/warehouse.ts';
import { buildAndPublish } from '../support/build-project.ts';
import { withTestWarehouse } from '../support/open-test-warehouse.ts';
import { readShippedProject, type SeedRows } from '../support/read-shipped-project.ts';
import { type CaseRows, type CaseTables, writeCaseFiles } from './write-case-files.ts';

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

function readTables(folder: string): Omit<CaseTables, 'bill'> {
  const names = [
    'container_instances',
    'ecs_task_events',
    'instance_events',
    'volume_events',
    'volume_snapshots',
  ] as const;
  return Object.fromEntries(
    names.flatMap((name) => {
      const rows = readRows(folder, name);
      return rows ? [[name, rows]] : [];
    }),
  );
}

function readBills(folder: string): CaseRows[] {
  return ['bill', 'bill.2', 'bill.3'].flatMap((name) => {
    const rows = readRows(folder, name);
    return rows ? [rows] : [];
  });
}

function readVars(folder: string): Vars | undefined {
  const file = path.join(folder, 'vars.json');
  // A case's own file, read by the person who wrote it: its shape is what the case is about.
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Vars) : undefined;
}

/** Seeds of which the case has its own rows; its columns are in the order of seeds/seeds.yml. */
function readSeeds(folder: string): Record<string, SeedRows> {
  return Object.fromEntries(
    ['ecs_services', 'allocation_rules', 'allocation_splits'].flatMap((name) => {
      const rows = readRows(folder, name);
      return rows ? [[name, rows.map((row) => Object.values(row).map((cell) => cell || null))]] : [];
    }),
  );
}

function readRows(folder: string, name: string): CaseRows | undefined {
  const file = path.join(folder, `${name}.csv`);
  if (!existsSync(file)) return undefined;
  const [header, ...records] = parseCsv(readFileSync(file, 'utf8')).records;
  return records.map(({ cells }) =>
    Object.fromEntries((header?.cells ?? []).map((column, index) => [column.text, cells[index]?.text ?? ''])),
  );
}

function headerOf(file: string): readonly string[] {
  return (readFileSync(file, 'utf8').split('\n')[0] ?? '').split(',');
}
