import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Graph } from '../../../orchestrator/graph/graph.ts';
import { selectNodes } from '../../../orchestrator/graph/select-nodes.ts';
import { graphOf, modelText } from '../../support/write-project.ts';

//  raw_x__lines ─ stg_x ─┬─ int_a ─┬─ alc_c ─ costs
//         areas ─────────┴─ int_b ─┘
let graph: Graph;

beforeAll(async () => {
  graph = await graphOf({
    'models/raw/raw_x__lines.yml':
      'description: X.\ntitle: X\nsource: bill\nbill: {columns: [{name: a, type: text, from: [a]}]}\n',
    'seeds/seeds.yml': 'areas: {description: Areas., columns: {area: {type: text}}}\n',
    'seeds/areas.csv': 'area\napi\n',
    'models/staging/stg_x.sql': modelText('select * from {{source "x" "lines"}}', 'tests: [not_null: [a]]'),
    'models/intermediate/int_a.sql': modelText(
      'select * from {{ref "stg_x"}}',
      'tags: [ecs, slow]',
      'tests: [not_null: [a]]',
    ),
    'models/intermediate/int_b.sql': modelText(
      'select * from {{ref "stg_x"}} cross join {{ref "areas"}}',
      'tags: [slow]',
      'tests: [relationships: {column: area, to: areas, field: area}]',
    ),
    'models/allocation/alc_c.sql': modelText(
      'select * from {{ref "int_a"}} cross join {{ref "int_b"}}',
      'tests: [adds_up_to: {model: stg_x, by: [a], sum: a}]',
    ),
    'models/rollups/costs.sql': modelText('select * from {{ref "alc_c"}}'),
    'tests/assertions/a_and_b_agree.sql': modelText(
      'select * from {{ref "int_a"}} cross join {{ref "int_b"}}',
      'tags: [ecs]',
    ),
    'tests/assertions/one_is_one.sql': modelText('select 1 as a where 1 = 0'),
  });
});

const select = (expressions: string, exclude = ''): string[] => {
  const words = (text: string): string[] => text.split(' ').filter((word) => word !== '');
  const result = selectNodes(graph, words(expressions), words(exclude));
  if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join('\n'));
  return [...result.value].sort();
};
const models = (expressions: string, exclude = ''): string[] =>
  select(expressions, exclude).filter((name) => graph.nodes.get(name as never)?.kind !== 'test');

describe('selectNodes', () => {
  it('takes everything where nothing is said', () => {
    expect(select('')).toEqual([...graph.nodes.keys()].sort());
  });

  it.each([
    ['int_a', ['int_a']],
    ['int_*', ['int_a', 'int_b']],
    ['int_?', ['int_a', 'int_b']],
    ['+int_b', ['areas', 'int_b', 'raw_x__lines', 'stg_x']],
    ['1+int_b', ['areas', 'int_b', 'stg_x']],
    ['int_b+', ['alc_c', 'costs', 'int_b']],
    ['int_b+1', ['alc_c', 'int_b']],
    ['1+int_b+1', ['alc_c', 'areas', 'int_b', 'stg_x']],
    ['@int_a', ['alc_c', 'areas', 'costs', 'int_a', 'int_b', 'raw_x__lines', 'stg_x']],
    ['tag:slow', ['int_a', 'int_b']],
    ['tag:slow,tag:ecs', ['int_a']],
    ['stg_x+,+alc_c', ['alc_c', 'int_a', 'int_b', 'stg_x']],
    ['layer:allocation costs', ['alc_c', 'costs']],
    ['layer:raw', ['raw_x__lines']],
    ['layer:seeds', ['areas']],
    ['path:models/intermediate', ['int_a', 'int_b']],
    ['models/intermediate/int_a.sql', ['int_a']],
    ['models/*/int_*', ['int_a', 'int_b']],
    ['kind:seed', ['areas']],
  ])('takes %s for the right models', (expression, expected) => {
    expect(models(expression)).toEqual(expected);
  });

  it('leaves out what is excluded', () => {
    expect(models('int_*', 'tag:ecs')).toEqual(['int_b']);
    expect(models('', 'alc_c+ kind:source')).toEqual(['areas', 'int_a', 'int_b', 'stg_x']);
  });

  it('brings the tests along that can be made', () => {
    expect(select('int_a')).toEqual(['int_a', 'not_null__int_a__a']);
    expect(select('int_b')).toEqual(['int_b', 'relationships__int_b__area__areas']);
    expect(select('int_a int_b')).toContain('a_and_b_agree');
    expect(select('alc_c')).toContain('adds_up_to__alc_c__stg_x__by_a');
  });

  it('does not bring a test along that also reads what is neither selected nor before it', () => {
    expect(select('stg_x+1,int_a stg_x')).toEqual([
      'int_a',
      'not_null__int_a__a',
      'not_null__stg_x__a',
      'stg_x',
    ]);
    expect(select('stg_x')).not.toContain('adds_up_to__alc_c__stg_x__by_a');
  });

  it('takes tests by themselves when they are named', () => {
    expect(select('kind:test,tag:ecs')).toEqual(['a_and_b_agree']);
    expect(select('one_is_one')).toEqual(['one_is_one']);
    expect(select('tests/assertions')).toEqual(['a_and_b_agree', 'one_is_one']);
  });

  it('leaves tests out that are excluded, and those of what is excluded', () => {
    expect(select('', 'kind:test')).toEqual(models(''));
    expect(select('', 'int_b')).not.toContain('relationships__int_b__area__areas');
    expect(select('int_a', 'not_null__*')).toEqual(['int_a']);
  });

  it.each(['', ' int_b', 'int_b ', '  '])(
    'passes over what is empty in %j, selected or excluded',
    (written) => {
      const word = written.trim();
      const [selected, excluded] = [selectNodes(graph, [written]), selectNodes(graph, [], [written])];
      expect(selected).toEqual(selectNodes(graph, word === '' ? [] : [word]));
      expect(excluded).toEqual(selectNodes(graph, [], word === '' ? [] : [word]));
      expect(excluded.ok).toBe(true);
    },
  );

  it('says when a part of a selector names nothing', () => {
    const result = selectNodes(graph, ['int_aa', 'tag:slow']);
    expect(result.diagnostics).toMatchObject([{ code: 'unknown-selector', hint: 'Did you mean "int_a"?' }]);
    expect(selectNodes(graph, ['int_a,tag:nothing']).ok).toBe(false);
    expect(selectNodes(graph, ['int_a,stg_x']).diagnostics).toMatchObject([{ code: 'unknown-selector' }]);
    expect(selectNodes(graph, ['int_a'], ['no_such']).ok).toBe(false);
  });

  it.each(['constructor', '__proto__', 'to_string'])('says that %s is no method of a selector', (method) => {
    expect(selectNodes(graph, [`${method}:x`]).diagnostics).toMatchObject([
      {
        code: 'unknown-selector',
        message: `The selector "${method}:x" begins with "${method}:", which is not known.`,
      },
    ]);
  });

  it('gives for several expressions what each of them gives, and for a comma what both give', () => {
    const term = fc.constantFrom(
      'int_a',
      'int_b+',
      '+alc_c',
      'tag:slow',
      'layer:staging',
      '@int_b',
      '2+costs',
      'kind:model',
    );
    fc.assert(
      fc.property(term, term, (a, b) => {
        const either = new Set([...models(a), ...models(b)]);
        expect(models(`${a} ${b}`)).toEqual([...either].sort());
        const both = models(a).filter((name) => models(b).includes(name));
        const result = selectNodes(graph, [`${a},${b}`]);
        expect(result.ok).toBe(both.length > 0);
        if (result.ok) expect(models(`${a},${b}`)).toEqual(both);
      }),
    );
  });
});
