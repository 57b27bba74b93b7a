import { expect, it } from 'vitest';
import { runId } from '../../../../orchestrator/base/names.ts';
import { findLeftovers, hiddenNameOf } from '../../../../orchestrator/run/materialize/hidden-name.ts';
import type { Relation } from '../../../../orchestrator/warehouses/warehouse.ts';

const run = runId('r20170308t040506_1a2b');
const other = runId('r20170101t000000_dead');
const relation = (name: string, kind: Relation['kind'] = 'table'): Relation => ({
  schema: 's',
  name,
  kind,
  columns: [],
});

it('adds the run to the name', () => {
  expect(hiddenNameOf('costs', run)).toBe('costs__b_r20170308t040506_1a2b');
});

it('cuts names that would be longer than a warehouse allows, and still tells them apart', () => {
  const names = ['a', 'b'].map((end) => hiddenNameOf(`${'costs_by_everything_'.repeat(4)}${end}`, run));
  expect(names.map((name) => name.length)).toEqual([63, 63]);
  expect(names[0]).not.toBe(names[1]);
  expect(
    findLeftovers(
      names.map((name) => relation(name)),
      other,
    ).length,
  ).toBe(2);
});

it('finds what other runs have left, and nothing else', () => {
  const left = [relation(hiddenNameOf('t', other)), relation(hiddenNameOf('v', other), 'view')];
  const rest = [
    relation('t'),
    relation(hiddenNameOf('t', run)),
    relation('t__b_backup'),
    relation('odd__b_r1'),
  ];
  expect(findLeftovers([...rest, ...left], run)).toEqual(left);
});
