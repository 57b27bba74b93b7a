import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Landing, openLanding } from './landing.ts';

const columns = `cast(uuid() as varchar) as identity_line_item_id, 't' as identity_time_interval, null as bill_invoice_id,
  '1' as bill_payer_account_id, timestamp '2024-09-01' as bill_billing_period_start_date, '000000000002' as line_item_usage_account_id,
  timestamp '2024-09-01 00:00:00' as line_item_usage_start_date, timestamp '2024-09-01 01:00:00' as line_item_usage_end_date,
  'AmazonEC2' as line_item_product_code, 'USD' as line_item_currency_code`;
const usage = `'Usage' as line_item_line_item_type`;
const lines = '{{stg_aws_cur2__bill_lines}} as lines';
const allLines = '{{int_bill_lines}} as lines';

/** Writes what a query gives as a parquet or CSV file. */
async function copy(landing: Landing, sql: string, name: string): Promise<string> {
  const file = path.join(landing.folder, name);
  await landing.warehouse.execute(`copy (${sql}) to '${file.replaceAll("'", "''")}'`);
  return file;
}

describe('tags of a CUR 2.0', () => {
  test.each([
    [
      'a MAP',
      'parquet',
      `map {'user_team': 'api', 'user:Name': 'n', 'aws_createdBy': 'me', 'user_none': '', 'accountTag/x': 'y'}`,
    ],
    [
      'JSON text in parquet',
      'parquet',
      `'{"user_team": "api", "user:Name": "n", "aws_createdBy": "me", "user_none": "", "accountTag/x": "y"}'`,
    ],
    [
      'JSON text in CSV',
      'csv',
      `'{"user_team": "api", "user:Name": "n", "aws_createdBy": "me", "user_none": null, "accountTag/x": "y"}'`,
    ],
  ])('may be %s', async (_, ending, map) => {
    const landing = await openLanding();
    const bill = await copy(
      landing,
      `select ${columns}, ${usage}, 1.5 as line_item_unblended_cost, ${map} as resource_tags`,
      `b.${ending}`,
    );
    expect(await landing.mistakes({ bill })).toBe('');
    expect(
      await landing.rows(`select tags, product_area_tag from ${allLines}`, { product_area_tag: 'team' }),
    ).toEqual([['{"Name":"n","accountTag/x":"y","aws:createdBy":"me","team":"api"}', 'api']]);
    expect((await landing.load({ bill }, { product_area_tag: 'team' })).diagnostics).toEqual([]);
  });

  test('of resources are found in the column of all tags, beside those of accounts, users and cost categories', async () => {
    const landing = await openLanding();
    const tags = [
      `'accountTag/team': 'of the account'`,
      `'costCategory/team': 'of the category'`,
      `'resourceTags/aws:createdBy': 'me'`,
      `'resourceTags/team': 'api'`,
      `'userAttribute/Team': 'of the user'`,
    ];
    const bill = await copy(
      landing,
      `select ${columns}, ${usage}, 1 as line_item_unblended_cost, map {${tags.join(', ')}} as tags`,
      'b.parquet',
    );
    expect((await landing.load({ bill }, { product_area_tag: 'team' })).diagnostics).toEqual([]);
    const rows = await landing.rows(`select tags, product_area_tag from ${allLines}`, {
      product_area_tag: 'team',
    });
    expect(rows).toEqual([
      [
        '{"accountTag/team":"of the account","aws:createdBy":"me","costCategory/team":"of the category","team":"api","userAttribute/Team":"of the user"}',
        'api',
      ],
    ]);
  });

  test('may be columns in some rows and a map in others', async () => {
    const landing = await openLanding();
    const row = (column: string, map: string): string =>
      `select ${columns}, ${usage}, 1 as line_item_unblended_cost, ${column} as resource_tags_user_team, ${map} as resource_tags`;
    const bill = await copy(
      landing,
      `${row(`'api'`, `'{}'`)} union all ${row(`''`, `'{"user_team": "website"}'`)} union all ${row('null', 'null')}`,
      'b.csv',
    );
    expect(await landing.mistakes({ bill })).toBe('');
    const tags = await landing.rows(`select tags from ${lines} order by tags`);
    expect(tags.flat()).toEqual(['{"team":"api"}', '{"team":"website"}', null]);
  });

  test.each(['parquet', 'csv'])(
    'of several maps and columns of a %s file are put together, whatever its order',
    async (ending) => {
      const landing = await openLanding();
      const map = (pairs: string): string =>
        ending === 'csv' ? `cast(map {${pairs}} as json)` : `map {${pairs}}`;
      const sources = [
        `${map(`'user_product_area': 'of the other map', 'accountTag/team': 'x'`)} as tags`,
        `${map(`'user_product_area': 'of the map', 'user_team': 'search', 'user_none': ''`)} as resource_tags`,
        `'api' as resource_tags_user_product_area`,
        `'' as resource_tags_user_none`,
      ];
      for (const order of [
        sources,
        [...sources].reverse(),
        sources.slice(0, 2),
        sources.slice(0, 2).reverse(),
      ]) {
        const sql = `select ${columns}, ${usage}, 1.5 as line_item_unblended_cost, ${order.join(', ')}`;
        const bill = await copy(landing, sql, `b.${ending}`);
        expect(await landing.mistakes({ bill })).toBe('');
        const area = order.length === 2 ? 'of the map' : 'api';
        expect(await landing.rows(`select product_area_tag, tags from ${allLines}`)).toEqual([
          [area, `{"accountTag/team":"x","product_area":"${area}","team":"search"}`],
        ]);
      }
    },
  );

  test('are trimmed where they name the product area, and an empty one is none', async () => {
    const landing = await openLanding();
    const row = (value: string): string =>
      `select ${columns}, ${usage}, 1 as line_item_unblended_cost, ${value} as resource_tags_user_product_area`;
    const bill = await copy(landing, `${row(`' api '`)} union all ${row(`'  '`)}`, 'b.parquet');
    await landing.load({ bill });
    expect((await landing.rows(`select product_area_tag from ${allLines} order by 1`)).flat()).toEqual([
      'api',
      null,
    ]);
  });
});

describe('a folder called after a partition', () => {
  test.each(['parquet', 'csv'])('adds no column to a %s file in it', async (ending) => {
    const landing = await openLanding();
    const folder = path.join(landing.folder, 'year=2024', 'month=9');
    mkdirSync(folder, { recursive: true });
    const sql = `select ${columns}, ${usage}, 1.5 as line_item_unblended_cost`;
    const bill = await copy(landing, sql, `year=2024/month=9/b.${ending}`);
    expect(await landing.mistakes({ bill })).toBe('');
    expect(await landing.rows(`select unblended_cost from ${lines}`)).toEqual([['1.500000000000000000']]);
  });
});

describe('costs of a parquet file', () => {
  test('are the shortest decimals of its floats, exactly', async () => {
    const landing = await openLanding();
    const costs = ['1.0000000000000002', '6e-08', '0.1', '-2.5', '123456789.12345679'];
    const rows = costs.map(
      (cost) => `select ${columns}, ${usage}, cast('${cost}' as double) as line_item_unblended_cost`,
    );
    const bill = await copy(landing, rows.join(' union all '), 'b.parquet');
    expect(await landing.mistakes({ bill })).toBe('');
    expect(
      (await landing.rows(`select unblended_cost from ${lines} order by unblended_cost`)).flat(),
    ).toEqual([
      '-2.500000000000000000',
      '0.000000060000000000',
      '0.100000000000000000',
      '1.000000000000000200',
      '123456789.123456790000000000',
    ]);
  });

  test('that need more than 18 decimals are rounded, and the difference is said exactly', async () => {
    const landing = await openLanding();
    const rows = ['1.2345678901234568e-10', '1.2345678901234568e-10', '1.5'].map(
      (cost) => `select ${columns}, ${usage}, cast('${cost}' as double) as line_item_unblended_cost`,
    );
    const bill = await copy(landing, rows.join(' union all '), 'b.parquet');
    // Twice 0.000000000123456789 - 0.00000000012345678901234568.
    expect(await landing.mistakes({ bill })).toContain(
      '2 costs of "b.parquet" are binary floats with more than 18 decimals; rounding changed their sum by -0.00000000000000000002469136.',
    );
  });

  test('may be decimals', async () => {
    const landing = await openLanding();
    const bill = await copy(
      landing,
      `select ${columns}, ${usage}, cast('0.123456789012345678' as decimal(38,18)) as line_item_unblended_cost`,
      'b.parquet',
    );
    await landing.load({ bill });
    expect(await landing.rows(`select unblended_cost from ${lines}`)).toEqual([['0.123456789012345678']]);
  });

  test('that are no numbers are refused by their row', async () => {
    const landing = await openLanding();
    const row = (cost: string): string =>
      `select ${columns}, ${usage}, cast('${cost}' as double) as line_item_unblended_cost`;
    const bill = await copy(landing, `${row('1')} union all ${row('nan')}`, 'b.parquet');
    expect(await landing.mistakes({ bill })).toContain(
      'b.parquet  error  bad-value\n  Column "line_item_unblended_cost" in row 2 is expected to hold a decimal number',
    );
  });
});

describe('a text of a parquet file', () => {
  const row = `select ${columns}, ${usage}, 1 as line_item_unblended_cost, 'Büro "a"' as line_item_line_item_description`;

  test('may be bytes that nothing says are text', async () => {
    const landing = await openLanding();
    const asBytes = `select * replace (encode(line_item_line_item_description) as line_item_line_item_description) from (${row})`;
    const bill = await copy(landing, asBytes, 'b.parquet');
    expect(await landing.mistakes({ bill })).toBe('');
    expect(await landing.rows(`select description from ${lines}`)).toEqual([['Büro "a"']]);
  });

  test.each([
    ['a float', 'cast(123456789012 as double)', '123456789012.0'],
    ['a list', "['a', 'b']", '[a, b]'],
  ])('is not %s', async (_, value, shown) => {
    const landing = await openLanding();
    const bill = await copy(
      landing,
      `select * replace (${value} as line_item_usage_account_id) from (${row})`,
      'b.parquet',
    );
    expect(await landing.mistakes({ bill })).toContain(
      `b.parquet  error  bad-value\n  Column "line_item_usage_account_id" in row 1 is expected to hold a text that is not empty; got "${shown}".\n  The file has it as another type`,
    );
  });
});

describe('a time of a parquet file', () => {
  test.each([
    ['bill_billing_period_start_date', `timestamp 'infinity'`],
    ['line_item_usage_start_date', `timestamp '-infinity'`],
    ['line_item_usage_end_date', `timestamp '0004-02-07 03:00'`],
    ['line_item_usage_start_date', `timestamptz '4004-02-07 03:00:00+00'`],
    ['bill_billing_period_start_date', `date '1017-02-01'`],
  ])('that is of another age is refused at its row: %s, %s', async (column, time) => {
    const landing = await openLanding();
    const row = `select ${columns}, ${usage}, 1 as line_item_unblended_cost`;
    const odd = `select * replace (${time} as ${column}) from (${row})`;
    const bill = await copy(landing, `from (${row}) union all by name from (${odd})`, 'b.parquet');
    expect(await landing.mistakes({ bill })).toContain(
      `b.parquet  error  bad-value\n  Column "${column}" in row 2 is expected to hold a time`,
    );
  });
});

describe('a parquet file that is cut off', () => {
  test('is refused', async () => {
    const landing = await openLanding();
    const bill = await copy(
      landing,
      `select ${columns}, ${usage}, 1 as line_item_unblended_cost`,
      'b.parquet',
    );
    writeFileSync(bill, readFileSync(bill).subarray(0, -20));
    expect(await landing.mistakes({ bill })).toMatch(
      /b\.parquet {2}error {2}unreadable-file\n {2}"b\.parquet" cannot be read: /,
    );
  });
});

describe('a parquet file without rows', () => {
  const line = `select ${columns}, ${usage}, 1.5 as line_item_unblended_cost`;
  const said = 'e.parquet  warning  no-bill\n  "e.parquet" has the header of AWS CUR 2.0 and no lines.';

  test('is passed over with a word, as a header without lines is, in every load', async () => {
    const landing = await openLanding();
    const empty = await copy(landing, `${line} limit 0`, 'e.parquet');
    const bill = [empty, await copy(landing, line, 'a.parquet')];
    expect((await landing.mistakes({ bill })).trim()).toBe(said);
    expect((await landing.mistakes({ bill })).trim()).toBe(said);
    bill.push(await copy(landing, `select ${columns}, ${usage}, 2 as line_item_unblended_cost`, 'b.csv'));
    expect((await landing.mistakes({ bill })).trim()).toBe(said);
    expect(await landing.rows(`select count(*) from ${lines}`)).toEqual([['2']]);
  });

  test('is no bill where it is all that is given', async () => {
    const landing = await openLanding();
    const bill = await copy(landing, `${line} limit 0`, 'e.parquet');
    const none = 'error  no-bill\n  None of the files given as a bill holds a line.';
    expect(await landing.mistakes({ bill })).toContain(none);
    expect(await landing.mistakes({ bill })).toContain(none);
  });

  test('that was remembered as if it had been loaded, as it once was, is not taken for loaded', async () => {
    const landing = await openLanding();
    const bill = await copy(landing, `${line} limit 0`, 'e.parquet');
    const other = await copy(landing, line, 'a.parquet');
    await landing.load({ bill: other });
    const { size, mtimeMs } = statSync(bill);
    await landing.warehouse.execute(
      `insert into raw.raw_apportion__loaded_files select * replace ('${bill}' as path, 'e' as file_id, 'e' as content_sha256, 0 as row_count,
         '' as statement_months, ${size} as bytes, ${Math.floor(mtimeMs)} as modified_at_milliseconds) from raw.raw_apportion__loaded_files`,
    );
    expect((await landing.mistakes({ bill: [bill, other] })).trim()).toBe(said);
  });
});

describe('rows that split another row', () => {
  test('are never summed with it', async () => {
    const landing = await openLanding();
    const row = (cost: string, operation: string, parent: string): string =>
      `select ${columns}, ${usage}, ${cost} as line_item_unblended_cost, ${operation} as line_item_operation, ${parent} as split_line_item_parent_resource_id`;
    const rows = [
      row('2', `'RunInstances'`, 'null'),
      row('1.5', `'ECSTask-EC2'`, `'i-0123456789abcdef0'`),
      row('0.5', `'ECSTask-EC2'`, 'null'),
      row('0.5', `'EKSPod-EC2'`, `'i-0123456789abcdef0'`),
    ];
    const bill = await copy(landing, rows.join(' union all '), 'b.parquet');
    expect(await landing.mistakes({ bill })).toBe('');
    expect(await landing.rows(`select count(*), sum(unblended_cost) from ${lines}`)).toEqual([
      ['1', '2.000000000000000000'],
    ]);
  });
});

describe('line item types', () => {
  test.each([
    ['DiscountedUsage', 'usage'],
    ['SavingsPlanNegation', 'discount'],
    ['EdpDiscount', 'discount'],
    ['RIFee', 'fee'],
    ['Tax', 'tax'],
    ['Credit', 'credit'],
    ['Refund', 'refund'],
    ['NewOne', 'other'],
  ])('%s is %s', async (type, kind) => {
    const landing = await openLanding();
    const bill = await copy(
      landing,
      `select ${columns}, '${type}' as line_item_line_item_type, 1 as line_item_unblended_cost`,
      'b.csv',
    );
    await landing.load({ bill });
    expect(
      await landing.rows(`select line_kind, record_type, is_estimated, account_id from ${lines}`),
    ).toEqual([[kind, type, 'true', '000000000002']]);
  });
});

describe('a decimal of more than 38 digits in parquet', () => {
  const cost = 'cast(0.1 as decimal(38,18))';

  test.each([
    ['cost', 'line_item_unblended_cost', `${cost} as line_item_unblended_cost`],
    [
      'quantity',
      'line_item_usage_amount',
      `1 as line_item_unblended_cost, ${cost} as line_item_usage_amount`,
    ],
    ['tag', 'resource_tags_user_team', `1 as line_item_unblended_cost, ${cost} as resource_tags_user_team`],
  ])('is refused as a %s, below columns that have others in them', async (_, name, values) => {
    const landing = await openLanding();
    const query = `select {a: 1, b: {c: 2}} as product, ${columns}, ${usage}, ${values}`;
    const bill = ofFiftyDigits(await copy(landing, query, 'b.parquet'));
    expect(await landing.mistakes({ bill })).toBe(
      `b.parquet  error  bad-value\n  Column "${name}" is of type decimal(50,18), and a decimal of more than 38 digits cannot be read exactly.\n  Write it with at most 38 digits, or as text.`,
    );
  });

  test('is passed over where no column of a bill is read from it', async () => {
    const landing = await openLanding();
    const query = `select ${columns}, ${usage}, 0.1 as line_item_unblended_cost, ${cost} as something_else, {line_item_unblended_cost: ${cost}} as other`;
    const bill = ofFiftyDigits(await copy(landing, query, 'b.parquet'));
    expect(await landing.mistakes({ bill })).toBe('');
    expect(await landing.rows(`select unblended_cost from ${allLines}`)).toEqual([['0.100000000000000000']]);
  });
});

/** Makes decimal(38,18) decimal(50,18) in a file, which DuckDB does not write: both numbers stand in its footer, doubled, as bytes. */
function ofFiftyDigits(file: string): string {
  const text = readFileSync(file).toString('latin1');
  const wider = text.replaceAll('\x15\x24\x15\x4C', '\x15\x24\x15\x64');
  expect(wider).not.toBe(text);
  writeFileSync(file, wider, 'latin1');
  return file;
}
