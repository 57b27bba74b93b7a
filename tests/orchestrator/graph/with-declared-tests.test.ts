import { expect, it } from 'vitest';
import { selectNodes } from '../../../orchestrator/graph/select-nodes.ts';
import { withDeclaredTests } from '../../../orchestrator/graph/with-declared-tests.ts';
import { graphOf, modelText } from '../../support/write-project.ts';

const graph = await graphOf({
  'seeds/seeds.yml': 'areas: {description: Areas., columns: {area: {type: text}}}\n',
  'seeds/areas.csv': 'area\napi\n',
  'models/staging/stg_a.sql': modelText(
    'select 1 as area',
    'tests: [not_null: [area], relationships: {column: area, to: areas, field: area}]',
  ),
  'models/staging/stg_b.sql': modelText('select 1 as area', 'tests: [not_null: [area]]'),
});

const testsOf = (expression: string, exclude: readonly string[] = []): string[] => {
  const selected = selectNodes(graph, [expression], exclude);
  const excluded = selectNodes(graph, exclude);
  if (!selected.ok || !excluded.ok) throw new Error(expression);
  const names = withDeclaredTests(graph, selected.value, exclude.length > 0 ? excluded.value : undefined);
  return [...names].filter((name) => graph.nodes.get(name)?.kind === 'test').sort();
};

it('takes the tests of a model that read something else as well, and those of no other', () => {
  expect(testsOf('stg_a')).toEqual(['not_null__stg_a__area', 'relationships__stg_a__area__areas']);
  expect(testsOf('areas')).toEqual([]);
});

it('takes no other test where a test is named', () => {
  expect(testsOf('not_null__stg_a__area')).toEqual(['not_null__stg_a__area']);
});

it('leaves a test out that is excluded, or reads what is', () => {
  expect(testsOf('stg_a', ['areas'])).toEqual(['not_null__stg_a__area']);
  expect(testsOf('stg_a', ['relationships__*'])).toEqual(['not_null__stg_a__area']);
});
