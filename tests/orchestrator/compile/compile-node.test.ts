import { beforeAll, describe, expect, it } from 'vitest';
import { nodeName, parseStatementMonth } from '../../../orchestrator/base/names.ts';
import { compileNode } from '../../../orchestrator/compile/compile-node.ts';
import type { CompileContext, CompiledSql } from '../../../orchestrator/compile/compiled-graph.ts';
import type { Graph } from '../../../orchestrator/graph/graph.ts';
import { compileContext } from '../../support/compile-context.ts';
import { graphOf, modelText } from '../../support/write-project.ts';

const context: CompileContext = { ...compileContext, vars: { idle: "it's", limit: 3, keep: true } };

let graph: Graph;

beforeAll(async () => {
  graph = await graphOf({
    'project.yml':
      'name: x\nlayers: [raw, staging, intermediate]\nmodels: {intermediate: {materialized: incremental}}\nvars: {idle: spread, limit: 1, keep: false}\ntargets: {local: {type: duckdb, path: x}}\ndefault_target: local\n',
    'models/raw/raw_x__lines.yml':
      'description: X.\ntitle: X\nsource: bill\nbill: {columns: [{name: a, type: text, from: [a]}]}\n',
    'models/contracts/lines.yml':
      'description: X.\ncolumns: [{name: line_id, type: text}, {name: select, type: text}]\n',
    'models/staging/stg_b.sql': modelText('select * from {{source "x" "lines"}}', 'contract: lines'),
    'models/staging/stg_a.sql': modelText('select * from {{source "x" "lines"}}', 'contract: lines'),
    'models/intermediate/int_all.sql': modelText(
      'select *\nfrom x\n    cross join {{union_of "lines"}} as lines',
    ),
    'models/intermediate/int_words.sql': modelText(
      [
        'select {{run_id}}, {{run_started_at}}, {{git_commit}}, {{target_name}}, {{literal (var "idle")}}, {{var "limit"}}, {{var "keep"}}',
        'from {{ref "stg_a"}}',
        'where {{in_scope "statement_month"}}',
        'and bucket = \'{{env "BUCKET"}}\'',
        '{{#if incremental}}',
        'and not exists (select 1 from {{this}})',
        '{{/if}}',
      ].join('\n'),
    ),
    'macros/half.sql': modelText('(\n    {{of}} / 2\n)', 'parameters: [of]'),
    'models/intermediate/int_places.sql': modelText(
      'select\n    a,\n    {{half "bad_column"}} as b\nfrom {{ref "stg_a"}} as x',
    ),
    'tests/assertions/fine.sql': modelText(
      'select 1 as a {{#if incremental}}from {{this}}{{/if}} where 1 = 0;\n-- done',
    ),
  });
});

function compiled(name: string, change: Partial<CompileContext> = {}): CompiledSql {
  const result = compileNode(graph, nodeName(name), { ...context, ...change });
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result.compiled;
}

describe('compileNode', () => {
  it('knows no environment variable that nobody has set, as every object would', async () => {
    const other = await graphOf({
      'models/staging/stg_a.sql': modelText('select \'{{env "constructor"}}\''),
    });
    expect(compileNode(other, nodeName('stg_a'), context)).toMatchObject({
      diagnostics: [{ code: 'missing-environment-variable' }],
    });
  });

  it('answers every word with what the run says', () => {
    expect(compiled('int_words').sql).toBe(
      [
        "select 'r20260102t030405_1a2b', timestamp '2026-01-02 03:04:05.678', cast(null as varchar), 'local', 'it''s', 3, true",
        'from hidden.stg_a',
        'where 1 = 1',
        "and bucket = 's3://b'",
        'and not exists (select 1 from seen.int_words)',
      ].join('\n'),
    );
  });

  it('restricts to the months of the run, and to nothing where there are none', () => {
    const months = ['2017-02', '2017-03'].flatMap((text) => parseStatementMonth(text) ?? []);
    const where = (chosen: typeof months): string | undefined =>
      compiled('int_words', { run: { ...context.run, months: chosen } }).sql.split('\n')[2];
    expect(where(months)).toBe("where statement_month in (date '2017-02-01', date '2017-03-01')");
    expect(where([])).toBe('where 1 = 0');
  });

  it('leaves out what needs the relation where there is none yet', () => {
    expect(compiled('int_words', { isIncremental: () => false }).sql).not.toContain('seen.');
  });

  it('puts the models of a contract one after the other, below the line that asks for them', () => {
    expect(compiled('int_all').sql).toBe(
      [
        'select *',
        'from x',
        '    cross join (',
        '        select line_id, "select" from hidden.stg_a',
        '        union all',
        '        select line_id, "select" from hidden.stg_b',
        '    ) as lines',
      ].join('\n'),
    );
  });

  it('gives an assertion as one query without a semicolon, whose own relation never exists', () => {
    expect(compiled('fine').sql).toBe('select 1 as a  where 1 = 0');
  });

  it('tells where each part of the SQL stands in the model, and in the macro', () => {
    const { sql, map } = compiled('int_places');
    expect(map.placeOf(sql.indexOf('a,'))).toMatchObject({
      file: 'models/intermediate/int_places.sql',
      line: 5,
      column: 5,
      lineText: '    a,',
    });
    expect(map.placeOf(sql.indexOf('as x'))).toMatchObject({ line: 7, column: 22 });
    expect(map.placeOf(sql.indexOf('stg_a'))).toMatchObject({ line: 7, column: 6 });
    expect(map.placeOf(sql.indexOf('/ 2'))).toMatchObject({
      file: 'models/intermediate/int_places.sql',
      line: 6,
      column: 5,
      inMacro: { file: 'macros/half.sql', line: 6, column: 12, lineText: '    {{of}} / 2' },
    });
    expect(map.placeOf(100_000)).toMatchObject({ line: 7 });
  });

  it('says which environment variables are not set', () => {
    const result = compileNode(graph, nodeName('int_words'), { ...context, environment: {} });
    expect(result).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'missing-environment-variable', place: { line: 7 } }],
    });
  });
});
