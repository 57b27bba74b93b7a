import { mkdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCost } from '../../orchestrator/base/money.ts';
import { allocateLine } from '../../orchestrator/sample/truth/allocate-line.ts';
import { compareText } from '../../orchestrator/sample/truth/facts.ts';
import { buildKnownWorld, type KnownWorld } from '../../orchestrator/sample/truth/known-world.ts';
import { openLedger } from '../../orchestrator/sample/truth/ledger.ts';
import { buildTagIndex } from '../../orchestrator/sample/truth/tag-index.ts';
import type { Warehouse } from '../../orchestrator/warehouses/warehouse.ts';
import { type CaseTables, writeCaseFiles } from '../cases/write-case-files.ts';
import { buildAndPublish } from '../support/build-project.ts';
import { withTestWarehouse } from '../support/open-test-warehouse.ts';
import { readShippedProject } from '../support/read-shipped-project.ts';
import { type RandomCompany, randomCompany } from './random-company.ts';

describe('allocation', () => {
  it('gives each part of a random bill what exact fractions give, to the last digit', async () => {
    await fc.assert(
      fc.asyncProperty(randomCompany, async (company) => {
        expect(await allocateBySql(company.tables, company)).toEqual(allocateByFractions(company));
      }),
      { numRuns: 12, endOnFailure: true },
    );
  });

  it('does not depend on the order of rows in any file', async () => {
    const shuffled = fc.tuple(randomCompany, fc.infiniteStream(fc.nat()));
    await fc.assert(
      fc.asyncProperty(shuffled, async ([company, random]) => {
        const shuffle = <T>(rows: readonly T[]): T[] =>
          rows
            .map((row) => ({ row, key: random.next().value ?? 0 }))
            .sort((a, b) => a.key - b.key)
            .map(({ row }) => row);
        const { bill, ecs_task_events = [], volume_events = [] } = company.tables;
        const tables = {
          ...company.tables,
          bill: shuffle(bill),
          ecs_task_events: shuffle(ecs_task_events),
          volume_events: shuffle(volume_events),
        };
        expect(await allocateBySql(tables, company)).toEqual(await allocateBySql(company.tables, company));
      }),
      { numRuns: 3, endOnFailure: true },
    );
  });

  it('is itself less than a unit from the exact share, in the computation that the models are compared with', () => {
    fc.assert(
      fc.property(randomCompany, (company) => {
        const world = knownWorld(company);
        for (const line of company.lines) {
          let before = { numerator: 0n, denominator: 1n };
          let sum = 0n;
          for (const { upTo, units } of allocateLine(line, world)) {
            // |units - line · (upTo - before)| < 1, on the common denominator.
            const denominator = upTo.denominator * before.denominator;
            const exact =
              line.units * (upTo.numerator * before.denominator - before.numerator * upTo.denominator);
            const distance = units * denominator - exact;
            expect(distance < denominator && -distance < denominator).toBe(true);
            before = upTo;
            sum += units;
          }
          expect(sum).toBe(line.units);
        }
      }),
      { numRuns: 50 },
    );
  });
});

/** All parts as the models give them, one line of text each, in the order of the alphabet. */
async function allocateBySql(tables: CaseTables, { seeds }: RandomCompany): Promise<string[]> {
  return withTestWarehouse(async (warehouse, folder) => {
    const project = await readShippedProject(folder, seeds);
    const files = path.join(folder, 'files');
    mkdirSync(files);
    await buildAndPublish({ project, warehouse, sources: await writeCaseFiles(tables, files) });
    return readParts(warehouse);
  });
}

async function readParts(warehouse: Warehouse): Promise<string[]> {
  const { rows } = await warehouse.query(
    `select bill_line_id, method, product_area, coalesce(ecs_service, ''), case when method in ('ecs', 'ebs_ecs', 'ebs') then instance_id else '' end, sum(unblended_cost)
     from allocation.allocated_costs
     group by all`,
  );
  return rows.map((row) => row.join('|')).sort(compareText);
}

/** The same, by the slow computation that knows no SQL. */
function allocateByFractions(company: RandomCompany): string[] {
  const parts = new Map<string, bigint>();
  const ledger = openLedger(knownWorld(company), (line, part) => {
    const { method, productArea, service = '', instanceId = '', units } = part;
    // Only where the host decides is it part of the answer.
    const host = /^(ecs|ebs_ecs|ebs)$/.test(method) ? instanceId : '';
    // What several parts have in common is one answer: a volume's time on two hosts that a rule gives to the same area, say.
    const key = [line.id, method, productArea, service, host].join('|');
    parts.set(key, (parts.get(key) ?? 0n) + units);
  });
  for (const line of company.lines) ledger.add(line);
  ledger.finish();
  return [...parts].map(([key, units]) => `${key}|${formatCost(units)}`).sort(compareText);
}

function knownWorld({ facts, lines }: RandomCompany): KnownWorld {
  return buildKnownWorld(facts, buildTagIndex(lines, facts.productAreas));
}
