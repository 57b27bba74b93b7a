import { describe, expect, it } from 'vitest';
import type { BillFile } from '../../../../../orchestrator/warehouses/file-load.ts';
import {
  type BillTables,
  billRowsSql,
  replaceBillSql,
} from '../../../../../orchestrator/warehouses/redshift/loading/bill-rows.ts';

const tables: BillTables = {
  relation: {
    schema: 'raw',
    name: 'raw_x__lines',
    columns: [
      { name: 'file_id', type: 'text' },
      { name: 'statement_month', type: 'date' },
      { name: 'unblended_cost', type: 'cost' },
    ],
  },
  stage: { schema: 'raw', name: 'raw_x__lines__b_r1' },
  staged: new Set(['new', 'newer']),
};
const of = (fileId: string, month: string): BillFile => ({ fileId, rows: { kind: 'constant', month } });
const some = (fileId: string, ...months: readonly string[]): BillFile => ({
  fileId,
  rows: { kind: 'column', months },
});

describe('the rows of bill files', () => {
  it('are those of the raw table, and of the hidden one whose month is not in them yet', () => {
    expect(
      billRowsSql(tables, [of('old', '2017-01-01'), of('new', '2017-02-01'), of('older', '2017-01-01')]),
    ).toMatchInlineSnapshot(`
      "(select file_id, date '2017-01-01' as statement_month, unblended_cost from "raw".raw_x__lines where file_id in ('old', 'older') and statement_month = date '2017-01-01'
      union all
      select file_id, date '2017-02-01' as statement_month, unblended_cost from "raw".raw_x__lines__b_r1 where file_id in ('new'))"
    `);
  });

  it('are none without files, in the columns that the raw table is going to have', () => {
    const noRowsOf = (table: string): string =>
      `(select file_id, statement_month, unblended_cost from "raw".${table} where false)`;
    expect(billRowsSql(tables, [])).toBe(noRowsOf('raw_x__lines__b_r1'));
    expect(billRowsSql({ ...tables, stage: undefined }, [])).toBe(noRowsOf('raw_x__lines'));
  });
});

describe('what becomes of a raw table', () => {
  it('is that it keeps the rows of files that stay, and gets those of new ones', () => {
    expect(
      replaceBillSql(tables, [
        some('old', '2017-01-01'),
        some('new', '2017-02-01', '2017-03-01'),
        { fileId: 'newer', rows: { kind: 'column', months: 'all' } },
      ]).join(';\n'),
    ).toMatchInlineSnapshot(`
      "delete from "raw".raw_x__lines where not ((file_id in ('old') and statement_month in (date '2017-01-01')));
      insert into "raw".raw_x__lines (file_id, statement_month, unblended_cost)
      select file_id, statement_month, unblended_cost from "raw".raw_x__lines__b_r1 where file_id in ('new') and statement_month in (date '2017-02-01', date '2017-03-01');
      insert into "raw".raw_x__lines (file_id, statement_month, unblended_cost)
      select file_id, statement_month, unblended_cost from "raw".raw_x__lines__b_r1 where file_id in ('newer')"
    `);
  });

  it('is that it is emptied if no file stays', () => {
    expect(replaceBillSql({ ...tables, stage: undefined, staged: new Set() }, [])).toMatchInlineSnapshot(`
      [
        "delete from "raw".raw_x__lines",
      ]
    `);
  });
});
