import path from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Project, SourceName } from '../../orchestrator/project/project.ts';
import { compareText } from '../../orchestrator/sample/truth/facts.ts';
import type { Warehouse } from '../../orchestrator/warehouses/warehouse.ts';
import { type CaseRows, type CaseTables, writeCaseFiles } from '../cases/write-case-files.ts';
import { buildAndPublish } from '../support/build-project.ts';
import { withTestWarehouse } from '../support/open-test-warehouse.ts';
import { readShippedProject } from '../support/read-shipped-project.ts';
import { randomCompany } from './random-company.ts';

const fileCount = 3;

/** What the warehouse has in the end, however it came there. */
const relations = [
  'allocation.allocated_costs',
  'allocation.alc_group_costs',
  'reports.event_health',
  'intermediate.int_event_counts',
];

/** Where each task event is delivered: in the end, and in the files that stood there when the warehouse was first built. */
const deliveries = fc.record({
  random: fc.infiniteStream(fc.nat()),
  /** Lines that begin in one month and are charged far into another keep nearly every task: with and without them. */
  hasLongLines: fc.boolean(),
});

it('gives month by month, with events that come late, twice, contradict each other or are taken back, what all at once gives', async () => {
  await fc.assert(
    fc.asyncProperty(randomCompany, deliveries, async (company, { random, hasLongLines }) => {
      const pick = (below: number): number => (random.next().value ?? 0) % below;
      const events = (company.tables.ecs_task_events ?? []).flatMap((row) =>
        pick(2) === 0 ? [row, contradict(row, pick(3))] : [row],
      );
      const tables = {
        ...company.tables,
        bill: company.tables.bill.filter((row) => hasLongLines || !isLong(row)),
      };
      const inTheEnd = scatter(events, pick);
      const before = scatter(
        events.flatMap((row) => (pick(3) === 0 ? [] : pick(3) === 0 ? [contradict(row, pick(3))] : [row])),
        pick,
      );

      const atOnce = await withTestWarehouse(async (warehouse, folder) => {
        const project = await readShippedProject(folder, company.seeds);
        await buildAndPublish({ project, warehouse, sources: await writeFiles(tables, inTheEnd, folder) });
        return readRows(warehouse);
      });
      const monthByMonth = await withTestWarehouse(async (warehouse, folder) => {
        const project = await readShippedProject(folder, company.seeds);
        await buildAndPublish({ project, warehouse, sources: await writeFiles(tables, before, folder) });
        const sources = await writeFiles(tables, inTheEnd, folder);
        for (const month of monthsOf(tables.bill)) await buildMonth(project, warehouse, sources, month);
        return readRows(warehouse);
      });
      expect(monthByMonth).toEqual(atOnce);
    }),
    { numRuns: 5, endOnFailure: true },
  );
});

async function buildMonth(
  project: Project,
  warehouse: Warehouse,
  sources: Partial<Record<SourceName, readonly string[]>>,
  month: string,
): Promise<void> {
  await buildAndPublish({ project, warehouse, sources }, { months: [month] });
}

/** The same version of the task with other words: a moment before, without its end; a moment later, as if it had not run; or long after. */
function contradict(row: CaseRows[number], how: number): CaseRows[number] {
  const { at = '' } = row;
  if (how === 0) return { ...row, status: 'RUNNING', stopped_at: '', at: shift(at, -1) };
  if (how === 1) return { ...row, status: 'PENDING', started_at: '', at: shift(at, 1) };
  return { ...row, at: '2017-02-20 00:00:00', stopped_at: '2017-02-20 00:00:00' };
}

/** Two deliveries of one moment in one file would be one as good as the other. */
function shift(at: string, milliseconds: number): string {
  return new Date(Date.parse(`${at}Z`) + milliseconds).toISOString().replace('T', ' ').replace('Z', '');
}

function scatter(rows: CaseRows, pick: (below: number) => number): readonly CaseRows[] {
  const files = Array.from({ length: fileCount }, (): CaseRows[number][] => []);
  for (const row of rows) files[pick(fileCount)]?.push(row);
  return files;
}

/** The bill and what else there is in the first folder, task events in all of them; each has a host's registration, so none is empty. */
async function writeFiles(
  tables: CaseTables,
  taskEvents: readonly CaseRows[],
  folder: string,
): Promise<Partial<Record<SourceName, readonly string[]>>> {
  const sources = await Promise.all(
    taskEvents.map((ecs_task_events, index) =>
      writeCaseFiles(
        {
          ...(index === 0 ? tables : { bill: [] }),
          container_instances: tables.container_instances?.slice(index, index + 1),
          ecs_task_events,
        },
        path.join(folder, `files-${index}`),
      ),
    ),
  );
  return { ...sources[0], ecs_events: sources.flatMap(({ ecs_events = [] }) => ecs_events) };
}

function monthsOf(bill: CaseRows): string[] {
  return [...new Set(bill.map(({ started_at = '' }) => started_at.slice(0, 7)))].sort().reverse();
}

function isLong({ started_at = '', stopped_at = '' }: CaseRows[number]): boolean {
  return Date.parse(`${stopped_at}Z`) - Date.parse(`${started_at}Z`) > 25 * 3_600_000;
}

async function readRows(warehouse: Warehouse): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const relation of relations) {
    const { columns, rows } = await warehouse.query(`select * from ${relation}`);
    // A group's number has the id of the bill's file in it, which every load gives anew.
    const shown = columns.map(({ name }) => name !== 'line_group');
    found[relation] = rows.map((row) => row.filter((_, index) => shown[index]).join('|')).sort(compareText);
  }
  return found;
}
