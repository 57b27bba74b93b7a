import { describe, expect, it } from 'vitest';
import { lintRules } from '../../../orchestrator/lint/lint-rules.ts';
import { queryValue, withTestWarehouse } from '../../support/open-test-warehouse.ts';

/** What the rules say of DuckDB, under the settings of the adapter: a query and its answer. */
const answers: Readonly<Record<string, readonly (readonly [sql: string, answer: string | null])[]>> = {
  'integer-division': [['7 / 2', '3']],
  'decimal-division': [['typeof(10.00 / 4)', 'DOUBLE']],
  'division-by-zero': [
    ['1 % 0', null],
    ['1 / 0', null],
  ],
  'integer-average': [['typeof(avg(1))', 'DOUBLE']],
  'decimal-average': [['typeof(avg(1.5))', 'DOUBLE']],
  'integer-sum': [['typeof(sum(cast(1 as integer)))', 'HUGEINT']],
  'wide-product': [['typeof(cast(1 as decimal(38,10)) * cast(1 as decimal(38,10)))', 'DECIMAL(38,20)']],
  'wide-sum': [['typeof(cast(1 as decimal(38,18)) + cast(1 as decimal(38,18)))', 'DECIMAL(38,18)']],
  'bare-decimal': [['typeof(cast(1 as decimal))', 'DECIMAL(18,3)']],
  'decimal-19': [["cast('9999999999999999999' as decimal(19,0))", '9999999999999999999']],
  'lower-scale': [['cast(cast(1.235 as decimal(10,3)) as decimal(10,2))', '1.24']],
  'mixed-decimals': [['typeof(coalesce(cast(1 as decimal(38,18)), 0))', 'DECIMAL(38,18)']],
  'trailing-blank': [["'a ' = 'a'", 'false']],
  'bare-trim': [
    ["trim(chr(160) || 'a ')", 'a'],
    ["ltrim(chr(12288) || 'a')", 'a'],
    ["rtrim('a' || chr(8195))", 'a'],
    ["trim(both ' ' from chr(160) || 'a ') = chr(160) || 'a'", 'true'],
  ],
  'concat-null': [["concat('a', null)", 'a']],
  'regex-operator': [["'xay' ~ 'a'", 'false']],
  'similar-to': [["'abc' similar to 'a%'", 'false']],
  'regexp-replace': [["regexp_replace('aa', 'a', 'b')", 'ba']],
  backslash: [["length('\\n')", '2']],
  'text-length': [["cast('abc' as varchar(2))", 'abc']],
  'to-timestamp': [["to_timestamp(0) = timestamptz '1970-01-01 00:00:00+00'", 'true']],
  'date-trunc': [["typeof(date_trunc('month', date '2017-02-03'))", 'TIMESTAMP']],
};

describe('the rules on DuckDB', () => {
  it('are true of it', () =>
    withTestWarehouse(async (warehouse) => {
      for (const [name, queries] of Object.entries(answers)) {
        for (const [sql, answer] of queries)
          expect([name, sql, await queryValue(warehouse, `select ${sql}`)]).toEqual([name, sql, answer]);
      }
    }));

  it('call only on Redshift what ends with an error here, for the reason that it is not known', () =>
    withTestWarehouse(async (warehouse) => {
      await warehouse.execute('create table t (a varchar, b varchar, c varchar)');
      for (const { example } of lintRules.filter(({ kind }) => kind === 'only-redshift')) {
        await expect(warehouse.query(example), example).rejects.toThrow(
          /does not exist|No function matches|syntax error|"sysdate" was not found/,
        );
      }
    }));
});
