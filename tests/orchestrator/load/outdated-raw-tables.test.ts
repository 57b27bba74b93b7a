import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runSteps } from '../../../orchestrator/run/run-options.ts';
import type { FinishedRun } from '../../../orchestrator/run/run-project.ts';
import { openSmallProject, type SmallProject } from '../../support/small-project.ts';

let project: SmallProject;
beforeEach(async () => {
  project = await openSmallProject(files);
  await load({ bill: ['bills'], ecs_events: ['events'] });
  expect(await loaded()).toEqual({ bill: ['1', '2'], events: ['1', '2'] });
});
afterEach(() => project.close());

describe('a raw table whose load spec has got other columns', () => {
  it('is made anew from its files', async () => {
    project.write(billSpec, files[billSpec].concat('    - {name: what, type: text, from: [What]}\n'));
    project.write(eventSpec, files[eventSpec].concat('    - {name: moment, type: integer, from: [at]}\n'));
    expect((await load({ bill: ['bills'], ecs_events: ['events'] })).outcome).toBe('done');
    expect(await project.rows('select cost, what from raw.raw_bill__lines order by cost')).toEqual([
      ['1.000000000000000000', 'a'],
      ['2.000000000000000000', 'b'],
    ]);
    expect(await project.rows('select size, moment from raw.raw_ecs__events order by size')).toEqual([
      ['1', '7'],
      ['2', '8'],
    ]);
    expect((await load({ bill: ['bills'], ecs_events: ['events'] })).outcome).toBe('done');
    expect(await loaded()).toEqual({ bill: ['1', '2'], events: ['1', '2'] });
  });

  it('is made anew where a column has another type, in which no value is rounded', async () => {
    project.write(eventSpec, files[eventSpec].replace('type: integer', 'type: quantity'));
    project.write('events/b.json', '{"Size": 2.5, "at": 8}\n');
    expect((await load({ ecs_events: ['events'] })).outcome).toBe('done');
    expect(await project.rows('select size from raw.raw_ecs__events order by size')).toEqual([
      ['1.000000000000'],
      ['2.500000000000'],
    ]);
  });

  it('stays as it is where one of the files is refused', async () => {
    project.write(billSpec, files[billSpec].concat('    - {name: what, type: text, from: [What]}\n'));
    project.write('bills/a-2017-02.csv', 'Cost,What\nnothing,b\n');
    expect((await load({ bill: ['bills'], ecs_events: ['events'] })).outcome).toBe('failed');
    expect(await loaded()).toEqual({ bill: ['1', '2'], events: ['1', '2'] });
  });

  it.each([
    ['events', { bill: ['bills'] }, '2 files that it was filled from: "events/a.json", "events/b.json"'],
    ['an event file', { ecs_events: ['events/a.json'] }, 'a file that it was filled from: "events/b.json"'],
    ['a bill', { bill: ['bills/a-2017-02.csv'] }, 'a file that it was filled from: "bills/a-2017-01.csv"'],
  ])('is not made anew without %s that it would lose', async (_, sources, named) => {
    const spec = named.includes('bills/') ? billSpec : eventSpec;
    project.write(spec, files[spec].concat('    - {name: more, type: text, from: [What, at]}\n'));
    const { outcome, diagnostics } = await load(sources);
    expect(outcome).toBe('failed');
    expect(diagnostics).toMatchObject([{ code: 'outdated-raw-table', place: { file: spec } }]);
    expect(diagnostics[0]?.message).toContain(named);
    expect(await loaded()).toEqual({ bill: ['1', '2'], events: ['1', '2'] });
  });

  it('loses nothing if another file has the month of one that is not given', async () => {
    project.write(billSpec, files[billSpec].concat('    - {name: what, type: text, from: [What]}\n'));
    project.write('newer/b-2017-02.csv', 'Cost,What\n3,b\n');
    expect((await load({ bill: ['bills/a-2017-01.csv', 'newer'] })).outcome).toBe('done');
    expect((await loaded()).bill).toEqual(['1', '3']);
  });

  it('misses no file whose content lies elsewhere now', async () => {
    project.write(eventSpec, files[eventSpec].concat('    - {name: moment, type: integer, from: [at]}\n'));
    project.remove('events/b.json');
    project.write('events/c.json', files['events/b.json']);
    expect((await load({ ecs_events: ['events'] })).outcome).toBe('done');
    expect((await loaded()).events).toEqual(['1', '2']);
  });

  it('misses no file that has no row in it', async () => {
    project.write(listSpec, files[listSpec].concat('    - {name: moment, type: integer, from: [at]}\n'));
    expect((await load({ bill: ['bills'] })).outcome).toBe('done');
    expect(await project.rows('select size, moment from raw.raw_ecs__lists')).toEqual([]);
  });

  it('is made anew without what was in it once somebody has dropped it', async () => {
    project.write(eventSpec, files[eventSpec].concat('    - {name: moment, type: integer, from: [at]}\n'));
    await project.warehouse.execute('drop table raw.raw_ecs__events');
    expect((await load({ ecs_events: ['events/a.json'] })).outcome).toBe('done');
    expect((await loaded()).events).toEqual(['1']);
  });
});

const billSpec = 'models/raw/raw_bill__lines.yml';
const eventSpec = 'models/raw/raw_ecs__events.yml';
const listSpec = 'models/raw/raw_ecs__lists.yml';

function load(sources: Readonly<Record<string, readonly string[]>>): Promise<FinishedRun> {
  return project.run({ command: 'load', steps: runSteps.load, sources });
}

async function loaded(): Promise<Record<'bill' | 'events', unknown>> {
  const bill = await project.rows('select cast(cost as integer) from raw.raw_bill__lines order by 1');
  const events = await project.rows('select cast(size as integer) from raw.raw_ecs__events order by 1');
  return { bill: bill.flat(), events: events.flat() };
}

/** Two months of a bill and two files of events. */
const files = {
  [billSpec]: `
description: Lines of a small bill.
title: Small
source: bill
bill:
  columns:
    - {name: cost, type: cost, from: [Cost], required: true}
`,
  [eventSpec]: `
description: Events.
title: Events
source: ecs_events
documents:
  columns:
    - {name: size, type: integer, from: [Size]}
`,
  [listSpec]: `
description: Events in lists.
title: Lists
source: ecs_events
documents:
  records: [Lists]
  columns:
    - {name: size, type: integer, from: [Size]}
`,
  'bills/a-2017-01.csv': 'Cost,What\n1,a\n',
  'bills/a-2017-02.csv': 'Cost,What\n2,b\n',
  'events/a.json': '{"Size": 1, "at": 7}\n',
  'events/b.json': '{"Size": 2, "at": 8}\n',
};
