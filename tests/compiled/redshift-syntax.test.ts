import { init, parse } from '@guanmingchiu/sqlparser-ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { redshiftKeywords } from '../../orchestrator/warehouses/redshift/sql/keywords.ts';
import { type CompiledQuery, compileShippedProject } from '../support/compile-shipped-project.ts';
import { fieldOf, findNodes } from '../support/find-nodes.ts';
import { untypedColumns } from '../support/untyped-columns.ts';

/**
 * What the parser cannot read although Redshift can, by the name of the model or test, each with the reason. Nothing so far; an
 * entry that is not needed any more fails the test, too.
 */
const notParsed: Readonly<Record<string, string>> = {};

/** All functions that the project may use in Redshift: each has its page in the developer guide and runs on compute nodes. */
const functions = new Set(
  `abs avg coalesce count date_trunc dateadd datediff fnv_hash greatest json_array_length json_extract_array_element_text json_extract_path_text lag
  lead least length listagg lower max md5 min mod nullif regexp_replace regexp_substr replace row_number strpos strtol sum`.split(
    /\s+/,
  ),
);

/** Functions of a window that need no frame; an aggregate with an order has to say its rows. */
const ranking = new Set(['row_number', 'lag', 'lead']);

/** What may stand where in SQL that some warehouse has and Redshift has not, by the parser's names. */
const unknownToRedshift = [
  'Values',
  'IsDistinctFrom',
  'IsNotDistinctFrom',
  'Array',
  'Arrow',
  'TryCast',
  'Interval',
  'NamedWindow',
];

const variants = [[], ['--vars', 'idle=keep'], ['--vars', 'ecs_weight=vcpu_gb_9_1'], ['--month', '2017-02']];
let queries: CompiledQuery[];
beforeAll(async () => {
  await init();
  const compiled = await Promise.all(
    variants.map((options) => compileShippedProject('warehouse', ...options)),
  );
  queries = [...new Map(compiled.flat().map((query) => [`${query.name} ${query.sql}`, query])).values()];
});

const mistakeIn = (sql: string): string | undefined => {
  try {
    parse(sql, 'redshift');
    return undefined;
  } catch (error) {
    return String(error);
  }
};

/** What every query has that it should not have, with the query's name. */
const eachHas = (find: (tree: unknown) => readonly string[]): string[] =>
  queries.flatMap(({ name, sql }) => find(parse(sql, 'redshift')).map((found) => `${name}: ${found}`));

describe('what is compiled for Redshift', () => {
  it('is read by a parser that knows Redshift', () => {
    expect(queries.length).toBeGreaterThan(200);
    const refused = queries.flatMap(({ name, sql }) => {
      const mistake = mistakeIn(sql);
      return mistake === undefined || Object.hasOwn(notParsed, name) ? [] : [`${name}: ${mistake}`];
    });
    expect(refused).toEqual([]);
    const needless = Object.keys(notParsed).filter((name) =>
      queries.every((query) => query.name !== name || mistakeIn(query.sql) === undefined),
    );
    expect(needless).toEqual([]);
    expect(mistakeIn('select a, from t')).toContain('Expected');
    expect(mistakeIn('select count(*) filter (where a = 1) from t')).toContain('Expected');
  });

  it('calls only functions that Redshift has', () => {
    const called = (tree: unknown): string[] => findNodes(tree, 'Function').map((call) => functionName(call));
    expect(eachHas((tree) => called(tree).filter((name) => !functions.has(name)))).toEqual([]);
    expect(queries.flatMap(({ sql }) => called(parse(sql, 'redshift'))).length).toBeGreaterThan(1000);
  });

  it('says which rows an aggregate over a window takes', () => {
    const frameless = (tree: unknown): string[] =>
      findNodes(tree, 'Function').flatMap((call) => {
        const [window] = findNodes(fieldOf(call, 'over'), 'WindowSpec');
        if (window === undefined || ranking.has(functionName(call))) return [];
        const order = fieldOf(window, 'order_by');
        const units = fieldOf(fieldOf(window, 'window_frame'), 'units');
        return Array.isArray(order) && order.length > 0 && units !== 'Rows' ? [functionName(call)] : [];
      });
    expect(eachHas(frameless)).toEqual([]);
    const wrong =
      'select sum(a) over (order by b range between unbounded preceding and current row), sum(a) over (order by b) from t';
    expect(frameless(parse(wrong, 'redshift'))).toEqual(['sum', 'sum']);
  });

  it('has nothing that Redshift does not know, and no decimal without its digits', () => {
    const unknown = (tree: unknown): string[] => [
      ...unknownToRedshift.filter((kind) => findNodes(tree, kind).length > 0),
      ...findNodes(tree, 'Decimal').flatMap((digits) => (digits === 'None' ? ['a bare decimal'] : [])),
    ];
    expect(eachHas(unknown)).toEqual([]);
    const wrong = `select cast(a as decimal), a is distinct from 1, try_cast(a as date), list_sum(x -> x), array[1], sum(a) over w
      from (values (1)) as t(a) where a is not distinct from interval '1 day' window w as (order by a)`;
    expect(unknown(parse(wrong, 'redshift'))).toEqual([...unknownToRedshift, 'a bare decimal']);
  });

  it('has no text or null of which nothing says the type', () => {
    expect(eachHas((tree) => untypedColumns(tree))).toEqual([]);
    const wrong = `with a as (select 'x' as kind, null as b, 1 as c), d as (select 'x' as e union all (select null)) select * from a, d, (select 'y' as f) as g`;
    expect(untypedColumns(parse(wrong, 'redshift'))).toEqual(['kind', 'b', 'f']);
  });

  it('gives nothing a name that is a reserved word, unless it is in quotes', () => {
    const reserved = (sql: string): string[] =>
      [...withoutTexts(sql).matchAll(/(?:\bas\s+|\.)([a-z_][a-z0-9_]*)|\b([a-z_][a-z0-9_]*)\s+as\s*\(/g)]
        .map(([, name, query]) => name ?? query ?? '')
        .filter((name) => redshiftKeywords.has(name) && name !== 'timestamp');
    expect(queries.flatMap(({ name, sql }) => reserved(sql).map((word) => `${name}: ${word}`))).toEqual([]);
    expect(reserved("with new as (select a as open, 'as tag' as b) select new.user from new")).toEqual([
      'new',
      'open',
      'user',
    ]);
  });

  it('is far shorter than a statement may be', () => {
    expect(Math.max(...queries.map(({ sql }) => Buffer.byteLength(sql)))).toBeLessThan(50_000);
  });
});

function functionName(call: unknown): string {
  return findNodes(fieldOf(call, 'name'), 'Identifier')
    .map((part) => String(fieldOf(part, 'value')).toLowerCase())
    .join('.');
}

function withoutTexts(sql: string): string {
  return sql.replace(/'(?:[^'\\]|\\.|'')*'/g, "''").replace(/--.*$/gm, '');
}
