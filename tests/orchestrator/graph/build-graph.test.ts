import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatDiagnostics } from '../../../orchestrator/base/diagnostic.ts';
import { nodeName } from '../../../orchestrator/base/names.ts';
import { buildGraph } from '../../../orchestrator/graph/build-graph.ts';
import { readProject } from '../../../orchestrator/project/read-project.ts';
import { graphOf, mistakesOf, modelText } from '../../support/write-project.ts';

const seeds = {
  'seeds/seeds.yml': 'areas: {description: Areas., columns: {area: {type: text}}, grain: [area]}\n',
  'seeds/areas.csv': 'area\napi\n',
};

describe('buildGraph', () => {
  it('finds nothing wrong with what this repository ships', async () => {
    const project = await readProject(path.join(import.meta.dirname, '..', '..', '..'));
    if (!project.ok) throw new Error(formatDiagnostics(project.diagnostics));
    const graph = buildGraph(project.value);
    expect(formatDiagnostics(graph.diagnostics)).toBe('');
  });

  it('knows what each node reads: by its own words, by macros, by contracts, in both branches', async () => {
    const graph = await graphOf({
      ...seeds,
      'models/raw/raw_x__lines.yml':
        'description: X.\ntitle: X\nsource: bill\nbill: {columns: [{name: a, type: text, from: [a]}]}\n',
      'models/contracts/lines.yml': 'description: X.\ncolumns: [{name: a, type: text}]\n',
      'macros/inner.sql': modelText('{{ref "areas"}}'),
      'macros/outer.sql': modelText('select * from {{inner}}'),
      'models/staging/stg_b.sql': modelText('select * from {{source "x" "lines"}}', 'contract: lines'),
      'models/staging/stg_a.sql': modelText('select * from {{source "x" "lines"}}', 'contract: lines'),
      'models/intermediate/int_x.sql': modelText(
        '{{outer}} {{#if incremental}}{{ref "stg_a"}}{{else}}{{union_of "lines"}}{{/if}}',
      ),
      'tests/assertions/int_x_is_fine.sql': modelText('select * from {{ref "int_x"}} where 1 = 0'),
    });
    const reads = Object.fromEntries([...graph.nodes.values()].map((node) => [node.name, node.reads]));
    expect(reads).toEqual({
      raw_x__lines: [],
      areas: [],
      unique__areas__area: ['areas'],
      not_null__areas__area: ['areas'],
      stg_a: ['raw_x__lines'],
      stg_b: ['raw_x__lines'],
      int_x: ['areas', 'stg_a', 'stg_b'],
      int_x_is_fine: ['int_x'],
    });
  });

  it('orders nodes after what they read, and alphabetically where that leaves a choice', async () => {
    const graph = await graphOf({
      'models/staging/c.sql': modelText('select 1 as a'),
      'models/staging/b.sql': modelText('select * from {{ref "c"}}'),
      'models/staging/a.sql': modelText('select * from {{ref "c"}}', 'grain: [a]'),
      'models/staging/d.sql': modelText('select 1 as a'),
    });
    expect(graph.order).toEqual(['c', 'a', 'b', 'd', 'not_null__a__a', 'unique__a__a']);
  });

  it('gives each test a name that says what it tests, short enough for every warehouse', async () => {
    const columns = Array.from({ length: 9 }, (_, index) => `a_rather_long_column_${index}`).join(', ');
    const graph = await graphOf({
      ...seeds,
      'models/staging/a.sql': modelText(
        'select 1 as a',
        'tests:',
        `  - unique: [${columns}]`,
        '  - accepted_values: {column: kind, values: [x]}',
        '  - accepted_values: {column: kind, values: [x, y]}',
        '  - relationships: {column: area, to: areas, field: area}',
        '  - adds_up_to: {model: b, by: [month, account], sum: cost}',
      ),
      'models/staging/b.sql': modelText('select 1 as a'),
    });
    const names = [...graph.nodes.values()].filter(
      ({ kind, reads }) => kind === 'test' && reads.includes(nodeName('a')),
    );
    expect(names.map(({ name }) => name)).toEqual([
      expect.stringMatching(/^unique__a__a_rather_long_.+_[0-9a-f]{8}$/),
      'accepted_values__a__kind',
      expect.stringMatching(/^accepted_values__a__kind_[0-9a-f]{8}$/),
      'relationships__a__area__areas',
      'adds_up_to__a__b__by_month__account',
    ]);
    expect(names.every(({ name }) => name.length <= 100)).toBe(true);
    expect(names.at(-1)?.reads).toEqual(['a', 'b']);
  });

  it('names a cycle at each of its references, and what only reads it not at all', async () => {
    const found = await mistakesOf({
      'models/staging/a.sql': modelText('select * from {{ref "b"}}'),
      'models/staging/b.sql': modelText('select * from {{ref "a"}}'),
      'models/staging/c.sql': modelText('select * from {{ref "a"}}', 'grain: [a]'),
    });
    expect(found.match(/error {2}cycle/g)).toHaveLength(1);
    expect(found).toContain(
      '"a" reads "b" at models/staging/a.sql:4:21\n  "b" reads "a" at models/staging/b.sql:4:21',
    );
    expect(found).not.toContain('"c"');
  });

  it('lets tests read later layers', async () => {
    const found = await mistakesOf({
      'models/staging/a.sql': modelText('select 1 as a', 'tests: [adds_up_to: {model: b, by: [a], sum: a}]'),
      'models/reports/b.sql': modelText('select * from {{ref "a"}}'),
    });
    expect(found).toBe('');
  });
});
