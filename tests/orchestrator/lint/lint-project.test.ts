import { describe, expect, it } from 'vitest';
import { nodeName } from '../../../orchestrator/base/names.ts';
import { buildGraph } from '../../../orchestrator/graph/build-graph.ts';
import { lintProject } from '../../../orchestrator/lint/lint-project.ts';
import { everyDialect } from '../../../orchestrator/warehouses/every-dialect.ts';
import { readShippedProject } from '../../support/read-shipped-project.ts';
import { graphOf, modelText } from '../../support/write-project.ts';

async function found(
  files: Readonly<Record<string, string>>,
  selected?: readonly string[],
): Promise<{ readonly files: number; readonly findings: readonly string[] }> {
  const graph = await graphOf(files);
  const result = lintProject({
    graph,
    dialects: everyDialect(),
    ...(selected && { selected: new Set(selected.map(nodeName)) }),
  });
  const findings = result.findings.map(
    ({ code, place }) => `${place.file}:${place.line}:${place.column} ${code}`,
  );
  return { files: result.files, findings: findings.toSorted() };
}

const model = 'models/staging/stg_a.sql';

describe('lintProject', () => {
  it('finds nothing in the project that is shipped, on any dialect', async () => {
    const graph = buildGraph(await readShippedProject('/nowhere'));
    if (!graph.ok) throw new Error('the shipped project has mistakes');
    for (const dialect of everyDialect()) {
      const { files, findings } = lintProject({ graph: graph.value, dialects: [dialect] });
      expect(findings.map(({ code, place }) => `${place.file}:${place.line} ${code}`)).toEqual([]);
      expect(files).toBeGreaterThan(80);
    }
  });

  it('tells a finding with its line, the place of all of it, what differs and what to do', async () => {
    const graph = await graphOf({ [model]: modelText('select\n    nvl(a, b) as c\nfrom t') });
    expect(lintProject({ graph, dialects: everyDialect() }).findings).toEqual([
      {
        severity: 'error',
        code: 'redshift-nvl',
        message: '"nvl(a, b)" is known on Redshift only; DuckDB ends with an error.',
        place: { file: model, line: 5, column: 5, endColumn: 14 },
        lineText: '    nvl(a, b) as c',
        hint: 'Write coalesce(a, b).',
      },
    ]);
  });

  it('finds in arguments of helpers what the analyst wrote, and nothing of what helpers give', async () => {
    const query = 'select {{int_div "nvl(a, b)" "c"}} as d, {{md5 (string_agg "e" "," "e")}} as f from t';
    expect((await found({ [model]: modelText(query) })).findings).toEqual([`${model}:4:19 redshift-nvl`]);
  });

  it('finds it where a macro stands, once, and in the argument where the call stands', async () => {
    const files = {
      [model]: modelText('select {{half "sum(a)"}} as b, {{half "nvl(a, c)"}} as d from t'),
      'models/staging/stg_b.sql': modelText('select {{int_div (half "a") "b"}} as b from t'),
      'macros/half.sql': modelText('{{of}} / 2', 'parameters: [of]'),
      'macros/unused.sql': modelText('getdate()', 'parameters: []'),
    };
    const inMacro = 'macros/half.sql:5:8 integer-division';
    const inCall = `${model}:4:40 redshift-nvl`;
    expect(await found(files)).toEqual({
      files: 4,
      findings: [inMacro, 'macros/unused.sql:5:1 redshift-getdate', inCall],
    });
    expect(await found(files, ['stg_a'])).toEqual({ files: 2, findings: [inMacro, inCall] });
    expect(await found(files, ['stg_b'])).toEqual({ files: 2, findings: [inMacro] });
  });

  it('looks at both branches of a condition, and at assertions', async () => {
    const files = {
      [model]: modelText(
        'select 1 as a\n{{#if incremental}}\nfrom a where now() > b\n{{else}}\nfrom c where sysdate > b\n{{/if}}',
      ),
      'tests/assertions/fine.sql': modelText('select 1 as a from t where b ~ c'),
    };
    expect((await found(files)).findings).toEqual([
      `${model}:6:14 duckdb-current-timestamp`,
      `${model}:8:14 redshift-sysdate`,
      'tests/assertions/fine.sql:4:30 regex-operator',
    ]);
  });

  it('tells one finding for a place, of the first rule that is not allowed there', async () => {
    const sum = 'coalesce(cast(a as decimal(38,18)), 0) + cast(b as decimal(38,18))';
    const both = await found({ [model]: modelText(`select\n    ${sum} as c\nfrom t`) });
    expect(both.findings).toEqual([`${model}:5:5 wide-sum`]);
    const allowed = '-- lint: allow wide-sum because both are small';
    const other = await found({ [model]: modelText(`select\n    ${sum} as c ${allowed}\nfrom t`) });
    expect(other.findings).toEqual([`${model}:5:5 mixed-decimals`]);
  });

  it('needs neither environment variables nor what a run knows', async () => {
    const query = 'select \'{{env "NOT_SET"}}\' as a, {{run_id}} as b from t where {{in_scope "c"}}';
    const text = modelText(query, 'materialized: view');
    expect((await found({ [model]: text })).findings).toEqual([]);
  });

  it('finds what only one dialect shows: a big integer is a decimal on Redshift', async () => {
    const query = 'select coalesce({{big_integer "a"}}, 0) as b from t';
    expect((await found({ [model]: modelText(query) })).findings).toEqual([`${model}:4:8 mixed-decimals`]);
  });

  it('knows the type of a column only if all that declare it agree', async () => {
    const contract = (type: string): string => `description: X.\ncolumns: [{name: amount, type: ${type}}]\n`;
    const files = {
      'models/contracts/a.yml': contract('cost'),
      [model]: modelText('select avg(amount) as b from t'),
    };
    expect((await found(files)).findings).toEqual([`${model}:4:8 decimal-average`]);
    const both = { ...files, 'models/contracts/b.yml': contract('integer') };
    expect((await found(both)).findings).toEqual([`${model}:4:8 integer-average`]);
  });
});

describe('an allowance', () => {
  const because = 'because the table has no nulls';
  const findingsOf = async (...lines: string[]): Promise<readonly string[]> =>
    (await found({ [model]: modelText(lines.join('\n')) })).findings.map((text) =>
      text.slice(model.length + 1),
    );

  it('is for its own line, or for the next one with code', async () => {
    expect(
      await findingsOf('select', `    nvl(a, b) as c -- lint: allow redshift-nvl ${because}`, 'from t'),
    ).toEqual([]);
    expect(
      await findingsOf(
        'select',
        `    -- lint: allow redshift-nvl ${because}`,
        '    -- and so on',
        '    nvl(a, b) as c',
        'from t',
      ),
    ).toEqual([]);
    expect(await findingsOf(`-- lint: allow redshift-nvl ${because}`, 'select nvl(a, b) as c')).toEqual([]);
    expect(await findingsOf(`select nvl(a, b) as c -- lint: allow redshift-nvl ${because}`)).toEqual([]);
    expect(await findingsOf(`select /* lint: allow redshift-nvl ${because} */ nvl(a, b) as c`)).toEqual([]);
  });

  it('is for its rule and its line only', async () => {
    expect(
      await findingsOf(
        `select nvl(a, b) as c, now() as d, -- lint: allow redshift-nvl ${because}`,
        '    nvl(a, d) as e',
      ),
    ).toEqual(['4:24 duckdb-current-timestamp', '5:5 redshift-nvl']);
  });

  it('needs a reason', async () => {
    expect(await findingsOf('select nvl(a, b) as c -- lint: allow redshift-nvl')).toEqual([
      '4:23 allowance-without-reason',
    ]);
  });

  it('names a rule', async () => {
    expect(await findingsOf(`select 1 as a -- lint: allow nlv ${because}`)).toEqual(['4:15 unknown-rule']);
    expect(await findingsOf('select 1 as a -- lint: off')).toEqual(['4:15 unknown-rule']);
    expect(await findingsOf('select 1 as a -- lint finds nothing here')).toEqual([]);
  });

  it('that nothing needs is a finding', async () => {
    expect(await findingsOf(`select 1 as a -- lint: allow redshift-nvl ${because}`)).toEqual([
      '4:15 unused-allowance',
    ]);
  });

  it('in a macro is only unused if everything that uses it was looked at', async () => {
    const files = {
      'macros/m.sql': modelText(
        '(\n    {{a}} -- lint: allow redshift-nvl because it is\n)',
        'parameters: [a]',
      ),
      [model]: modelText('select {{m "b"}} as c from t'),
    };
    expect((await found(files, ['stg_a'])).findings).toEqual([]);
    expect((await found(files)).findings).toEqual(['macros/m.sql:6:11 unused-allowance']);
  });
});
