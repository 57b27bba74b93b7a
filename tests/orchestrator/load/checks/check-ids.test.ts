import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { dbrFile, dbrRow } from '../dbr-file.ts';
import { openLanding } from '../landing.ts';

describe('ids of lines that come twice in a file', () => {
  test('are refused at their line, and a number written short is laid to a spreadsheet', async () => {
    const landing = await openLanding();
    const ruined = { RecordId: '2.58431E+25' };
    const rows = [dbrRow({ ...ruined, ItemDescription: 'two\nlines' }), dbrRow(), dbrRow(ruined)];
    expect(await landing.mistakes({ bill: landing.write('b-2017-02.csv', dbrFile(rows)) })).toBe(
      [
        'b-2017-02.csv:5  error  bad-value',
        '  Column "RecordId" is expected to hold an id that no other line has; got "2.58431E+25", which line 2 has too.',
        '  A spreadsheet writes long numbers so; take the file as AWS wrote it.',
      ].join('\n'),
    );
    expect(await landing.rows('select count(*) from raw.raw_aws_dbr__line_items')).toEqual([['0']]);
  });

  test('are shown three times at most, and the others are counted', async () => {
    const landing = await openLanding();
    const rows = Array.from({ length: 10 }, (_, index) => dbrRow({ RecordId: `r${index % 5}` }));
    const mistakes = await landing.mistakes({ bill: landing.write('b-2017-02.csv', dbrFile(rows)) });
    expect(mistakes.match(/error {2}bad-value/g)).toHaveLength(3);
    expect(mistakes).toContain('2 more ids of this file come twice.');
  });

  test('are no mistake on totals rows, nor if there is none', async () => {
    const landing = await openLanding();
    const rows = [
      dbrRow({ RecordId: '' }),
      dbrRow({ RecordId: '' }),
      dbrRow({ RecordId: 'x', RecordType: 'InvoiceTotal' }),
      dbrRow({ RecordId: 'x', RecordType: 'AccountTotal' }),
    ];
    expect(await landing.mistakes({ bill: landing.write('b-2017-02.csv', dbrFile(rows)) })).toBe('');
  });

  test('are named by their row in a parquet file, with what makes the id unique', async () => {
    const landing = await openLanding();
    const file = path.join(landing.folder, 'b.parquet');
    writeFileSync(file, '');
    const row = (id: string, interval: string, parent = 'null'): string =>
      `select '${id}' as identity_line_item_id, '${interval}' as identity_time_interval, '1' as bill_payer_account_id, timestamp '2024-09-01' as bill_billing_period_start_date,
      '2' as line_item_usage_account_id, 'Usage' as line_item_line_item_type, timestamp '2024-09-01' as line_item_usage_start_date,
      timestamp '2024-09-02' as line_item_usage_end_date, 'AmazonEC2' as line_item_product_code, 'USD' as line_item_currency_code,
      1.5 as line_item_unblended_cost, ${parent} as split_line_item_parent_resource_id`;
    const write = (rows: readonly string[]): Promise<unknown> =>
      landing.warehouse.execute(`copy (${rows.join(' union all ')}) to '${file}'`);
    await write([row('a', 't'), row('a', 'u'), row('a', 't', `'i-1'`)]);
    expect(await landing.mistakes({ bill: file })).toBe('');
    await write([row('a', 't'), row('a', 'u'), row('a', 't')]);
    expect(await landing.mistakes({ bill: file })).toContain(
      'Columns "identity_line_item_id" and "identity_time_interval" in row 3 are expected to hold an id that no other line has; got "a/t", which row 1 has too.',
    );
  });
});
