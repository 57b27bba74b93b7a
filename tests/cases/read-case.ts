import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseCsv } from '../../orchestrator/base/parse-csv.ts';
import type { Vars } from '../../orchestrator/project/project.ts';
import type { SeedRows } from '../support/read-shipped-project.ts';
import type { CaseRows, CaseTables } from './write-case-files.ts';

/** What a case's files say of hosts, tasks and volumes. */
export function readTables(folder: string): Omit<CaseTables, 'bill'> {
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

/** The bill of each build, in their order. */
export function readBills(folder: string): CaseRows[] {
  return ['bill', 'bill.2', 'bill.3'].flatMap((name) => {
    const rows = readRows(folder, name);
    return rows ? [rows] : [];
  });
}

/** The variables that a case sets. */
export function readVars(folder: string): Vars | undefined {
  const file = path.join(folder, 'vars.json');
  // A case's own file, read by the person who wrote it: its shape is what the case is about.
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Vars) : undefined;
}

/** Seeds of which the case has its own rows; its columns are in the order of seeds/seeds.yml. */
export function readSeeds(folder: string): Record<string, SeedRows> {
  return Object.fromEntries(
    ['ecs_services', 'allocation_rules', 'allocation_splits'].flatMap((name) => {
      const rows = readRows(folder, name);
      return rows ? [[name, rows.map((row) => Object.values(row).map((cell) => cell || null))]] : [];
    }),
  );
}

/** The rows of one of a case's CSV files; undefined if it has no such file. */
export function readRows(folder: string, name: string): CaseRows | undefined {
  const file = path.join(folder, `${name}.csv`);
  if (!existsSync(file)) return undefined;
  const [header, ...records] = parseCsv(readFileSync(file, 'utf8')).records;
  return records.map(({ cells }) =>
    Object.fromEntries((header?.cells ?? []).map((column, index) => [column.text, cells[index]?.text ?? ''])),
  );
}
