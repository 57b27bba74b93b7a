import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatCost, parseCost } from '../../../orchestrator/base/money.ts';
import { dataFolder, isDataHere, openLanding } from './landing.ts';

const title = isDataHere
  ? "other people's bill files"
  : "other people's bill files (skipped: ../shared/data is absent)";

describe.skipIf(!isDataHere)(title, () => {
  test.each([
    ['dbr/aws-cost-miner-2019-08.csv', 'stg_aws_dbr__bill_lines', '2019-08-01', 14, '1347.7716'],
    ['cur/focus-converters-2023-11.csv.gz', 'stg_aws_cur__bill_lines', '2023-11-01', 1281, '1.68230869740'],
    [
      'cur/Oct2018-WorkshopCUR-00001.snappy.parquet',
      'stg_aws_cur2__bill_lines',
      '2018-10-01',
      119307,
      '4064.4831315379',
    ],
    [
      'cur/Dec2018-WorkshopCUR-00001.snappy.parquet',
      'stg_aws_cur2__bill_lines',
      '2018-12-01',
      91264,
      '408.3759924354',
    ],
    [
      'cur/walabs-Step1CUR-ctrlA-with-header.gz',
      'stg_aws_cur2__bill_lines',
      '2019-11-01',
      7850,
      '89.17063287800',
    ],
    ['cur/keboola-MockTestReport-00001.csv.zip', 'stg_aws_cur__bill_lines', '2024-01-01', 3, '0.045152'],
    ['cur2/keboola-MockTestReportV2-00001.csv.gz', 'stg_aws_cur2__bill_lines', '2024-09-01', 4, '0.108304'],
    ['focus/focus10-sample-first600.csv.gz', 'stg_focus__bill_lines', '2024-09-01', 600, '8.53176143000'],
  ])('%s gives its exact sum', async (file, model, month, lines, sum) => {
    const landing = await openLanding();
    expect(await landing.load({ bill: path.join(dataFolder, file) })).toMatchObject({
      ok: true,
      value: { months: [month] },
    });
    const rows = await landing.rows(
      `select statement_month, count(*), count(distinct bill_line_id), sum(unblended_cost) from {{${model}}} as lines group by 1`,
    );
    expect(rows).toEqual([[month, String(lines), String(lines), formatCost(parseCost(sum) ?? 0n)]]);
  });
});
