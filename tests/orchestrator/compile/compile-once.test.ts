import { expect, it } from 'vitest';
import type { Memo } from '../../../orchestrator/base/memo.ts';
import { nodeName, parseStatementMonth, runId } from '../../../orchestrator/base/names.ts';
import { compileNode } from '../../../orchestrator/compile/compile-node.ts';
import { compileOnceWith } from '../../../orchestrator/compile/compile-once.ts';
import type { CompileContext } from '../../../orchestrator/compile/compiled-graph.ts';
import type { Graph } from '../../../orchestrator/graph/graph.ts';
import { redshiftDialect } from '../../../orchestrator/warehouses/redshift/sql/dialect.ts';
import { compileContext } from '../../support/compile-context.ts';
import { graphOf, modelText } from '../../support/write-project.ts';

const files = {
  'project.yml':
    'name: x\nlayers: [raw, staging, rollups]\nvars: {limit: 1, mode: spread}\ntargets: {local: {type: duckdb, path: x}}\ndefault_target: local\n',
  'models/raw/raw_x__lines.yml':
    'description: X.\ntitle: X\nsource: bill\nbill: {columns: [{name: a, type: text, from: [a]}]}\n',
  'models/contracts/lines.yml': 'description: X.\ncolumns: [{name: a, type: text}, {name: b, type: text}]\n',
  'macros/outer.sql': modelText('{{inner (month_of of)}}', 'parameters: [of]'),
  'macros/inner.sql': modelText('({{of}} / 2)', 'parameters: [of]'),
  'macros/place.sql': modelText('\'{{env "BUCKET"}}\'', 'parameters: []'),
  'models/staging/stg_one.sql': modelText('select a, b from {{source "x" "lines"}}', 'contract: lines'),
  'models/staging/stg_two.sql': modelText('select a, b from {{source "x" "lines"}} as x', 'contract: lines'),
  'models/rollups/everything.sql': modelText(
    [
      'select {{run_id}}, {{run_started_at}}, {{git_commit}}, {{target_name}}, {{var "limit"}}, {{outer "at"}}',
      'from {{union_of "lines"}} as lines cross join {{loaded_rows "bill"}} as loaded',
      'where {{in_scope "statement_month"}}',
      '{{#if (eq (var "mode") "spread")}} and 1 = 1{{/if}}',
      '{{#if incremental}} and not exists (select 1 from {{this}}){{/if}}',
    ].join('\n'),
    'materialized: incremental',
  ),
  'tests/assertions/fine.sql': modelText('select {{var "limit"}} as a from {{ref "stg_one"}} where 1 = 0'),
};

const withEnvironment = {
  ...files,
  'models/rollups/direct.sql': modelText('select \'{{env "BUCKET"}}\' as bucket'),
  'models/rollups/by_macro.sql': modelText('select {{place}} as bucket'),
};

const context: CompileContext = { ...compileContext, vars: { limit: 3, mode: 'spread' } };

/** A memo of texts, as one that outlives the process. */
function textMemo(): Memo & { readonly kept: ReadonlyMap<string, string> } {
  const kept = new Map<string, string>();
  const findLater = (key: string): (() => unknown) | undefined => {
    const text = kept.get(key);
    return text === undefined ? undefined : () => JSON.parse(text);
  };
  return {
    kept,
    findLater,
    find: (key) => findLater(key)?.(),
    keep: (key, value) => kept.set(key, JSON.stringify(value)),
  };
}

const namesOf = ({ order, nodes }: Graph) =>
  order.filter((name) => ['model', 'test'].includes(nodes.get(name)?.kind ?? ''));

function compileAll(graph: Graph, given: CompileContext, memo?: Memo) {
  const compileOnce = compileOnceWith(graph, given, memo);
  return namesOf(graph).map((name) => [name, compileOnce(name)]);
}

/** Without anything that remembers. */
const fromNothing = (graph: Graph, given: CompileContext) =>
  namesOf(graph).map((name) => {
    const result = compileNode(graph, name, given);
    return [name, result.ok ? { ok: true, sql: result.compiled.sql } : result];
  });

it('recalls what compiling gave, and compiles again what has changed and nothing else', async () => {
  const graph = await graphOf(files);
  const memo = textMemo();
  expect(compileAll(graph, context, memo)).toEqual(fromNothing(graph, context));
  expect(memo.kept.size).toBe(4);
  expect(compileAll(graph, context, memo)).toEqual(fromNothing(graph, context));
  expect(memo.kept.size).toBe(4);
  const changed = await graphOf({
    ...files,
    'models/staging/stg_one.sql': files['models/staging/stg_one.sql'].replace('a, b', 'b, a'),
  });
  expect(compileAll(changed, context, memo)).toEqual(fromNothing(changed, context));
  expect(memo.kept.size).toBe(5);
});

const month = parseStatementMonth('2017-02');

it.each<[string, Partial<CompileContext>]>([
  ['the warehouse', { dialect: redshiftDialect }],
  ['a variable', { vars: { limit: 4, mode: 'spread' } }],
  ['a variable that decides', { vars: { limit: 3, mode: 'keep' } }],
  ['where relations are', { relationOf: (name) => `other.${name}` }],
  ['where its own relation is', { thisRelation: (name) => `other.${name}` }],
  ['whether it is there', { isIncremental: () => false }],
  ['the run', { run: { ...context.run, id: runId('r20260102t030405_1a2c') } }],
  ['its time', { run: { ...context.run, startedAt: new Date('2026-01-02T03:04:05.679Z') } }],
  ['its commit', { run: { ...context.run, gitCommit: '1a2b' } }],
  ['its target', { run: { ...context.run, target: 'other' } }],
  ['its months', { run: { ...context.run, months: month === undefined ? [] : [month] } }],
  ['that it has none', { run: { ...context.run, months: [] } }],
])('sees that %s is another', async (_, change) => {
  const graph = await graphOf(files);
  const memo = textMemo();
  const before = compileAll(graph, context, memo);
  const given = { ...context, ...change };
  const after = compileAll(graph, given, memo);
  expect(after).toEqual(fromNothing(graph, given));
  expect(after).not.toEqual(before);
  // What was kept for one is still right for it.
  expect(compileAll(graph, context, memo)).toEqual(before);
});

it.each<[string, Partial<Record<keyof typeof files | 'models/staging/stg_three.sql', string>>]>([
  ['a macro', { 'macros/outer.sql': modelText('{{inner of}}', 'parameters: [of]') }],
  ['a macro of a macro', { 'macros/inner.sql': modelText('({{of}} / 3)', 'parameters: [of]') }],
  [
    'the columns of a contract',
    {
      'models/contracts/lines.yml':
        'description: X.\ncolumns: [{name: b, type: text}, {name: a, type: text}]\n',
    },
  ],
  ['who has a contract', { 'models/staging/stg_two.sql': modelText('select 1 as a') }],
  [
    'that one more has it',
    { 'models/staging/stg_three.sql': modelText('select a, b from {{ref "stg_two"}}', 'contract: lines') },
  ],
  [
    'that bills have a cost',
    {
      'models/raw/raw_x__lines.yml':
        'description: X.\ntitle: X\nsource: bill\nbill: {columns: [{name: unblended_cost, type: cost, from: [a]}]}\n',
    },
  ],
])('sees that %s is another, where its own text is the same', async (_, change) => {
  const memo = textMemo();
  const before = compileAll(await graphOf(files), context, memo);
  const graph = await graphOf({ ...files, ...change });
  const after = compileAll(graph, context, memo);
  expect(after).toEqual(fromNothing(graph, context));
  const [old, now] = [before, after].map((all) => all.find(([name]) => name === 'everything'));
  expect(now).not.toEqual(old);
});

it('keeps nothing that holds a value of the environment, by itself or by a macro', async () => {
  const graph = await graphOf(withEnvironment);
  const memo = textMemo();
  compileAll(graph, { ...context, environment: { BUCKET: 'hunter2' } }, memo);
  expect([...memo.kept.values()].join('\n')).not.toContain('hunter2');
  expect(compileAll(graph, context, memo)).toEqual(fromNothing(graph, context));
});

it('tells each time that a variable of the environment is missing', async () => {
  const graph = await graphOf(withEnvironment);
  const compileOnce = compileOnceWith(graph, { ...context, environment: {} }, textMemo());
  const direct = nodeName('direct');
  expect(compileOnce(direct)).toMatchObject({ diagnostics: [{ code: 'missing-environment-variable' }] });
  expect(compileOnce(direct)).toMatchObject({ diagnostics: [{ code: 'missing-environment-variable' }] });
});
