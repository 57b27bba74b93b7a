import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { dbrColumns, dbrFile, dbrRow } from './dbr-file.ts';
import { openLanding } from './landing.ts';

const lines = '{{stg_aws_dbr__bill_lines}} as lines';
const allLines = '{{int_bill_lines}} as lines';

describe('the header of a bill', () => {
  test('decides where a column is, whatever its position', async () => {
    const landing = await openLanding();
    const bill = landing.write(
      'b-2017-02.csv',
      dbrFile([dbrRow({ UnBlendedCost: '1.25' })], ['user:Name'], [...dbrColumns].reverse()),
    );
    expect(await landing.mistakes({ bill })).toBe('');
    expect(await landing.rows(`select unblended_cost, account_id from ${lines}`)).toEqual([
      ['1.250000000000000000', '000000000002'],
    ]);
  });

  test('may lack consolidated billing: Cost is the cost then', async () => {
    const landing = await openLanding();
    const columns = dbrColumns.filter((name) => !/Blended/.test(name)).concat('Rate', 'Cost');
    const bill = landing.write('b-2017-02.csv', dbrFile([dbrRow({ Cost: '0.00000001000' })], [], columns));
    await landing.load({ bill });
    expect(await landing.rows(`select unblended_cost from ${lines}`)).toEqual([['0.000000010000000000']]);
  });

  test('may change between months: columns come and go, and a new tag in the middle moves the rest', async () => {
    const landing = await openLanding();
    const january = dbrFile(
      [dbrRow({ 'user:Name': 'a', 'user:product_area': 'api' })],
      ['user:Name', 'user:product_area'],
    );
    const february = dbrFile(
      [dbrRow({ 'user:Name': 'b', 'user:Service': 's', 'user:product_area': 'website' })],
      ['aws:createdBy', 'user:Name', 'user:Service', 'user:product_area'],
      dbrColumns.filter((name) => name !== 'BlendedRate'),
    );
    const files = [landing.write('b-2017-01.csv', january), landing.write('b-2017-02.csv', february)];
    expect(await landing.load({ bill: files })).toMatchObject({
      ok: true,
      value: { months: ['2017-01-01', '2017-02-01'] },
    });
    expect(
      await landing.rows(`select statement_month, product_area_tag, tags from ${allLines} order by 1`),
    ).toEqual([
      ['2017-01-01', 'api', '{"Name":"a","product_area":"api"}'],
      ['2017-02-01', 'website', '{"Name":"b","Service":"s","product_area":"website"}'],
    ]);
  });

  test('may have tag keys that differ in case only, and both are kept', async () => {
    const landing = await openLanding();
    const bill = landing.write(
      'b-2017-02.csv',
      dbrFile([dbrRow({ 'user:Name': 'Big', 'user:name': 'small' })], ['user:Name', 'user:name']),
    );
    await landing.load({ bill });
    expect(await landing.rows(`select tags from ${lines}`)).toEqual([['{"Name":"Big","name":"small"}']]);
    expect(
      await landing.rows(`select product_area_tag from ${allLines}`, { product_area_tag: 'name' }),
    ).toEqual([['small']]);
  });

  test('may be hostile: quotes and SQL in a tag key are only a key', async () => {
    const landing = await openLanding();
    const key = `x'); drop table raw.raw_aws_dbr__line_items; --"\\`;
    const bill = landing.write('b-2017-02.csv', dbrFile([dbrRow({ [`user:${key}`]: 'v' })], [`user:${key}`]));
    expect(await landing.mistakes({ bill })).toBe('');
    const [[tags] = []] = await landing.rows(`select tags from ${lines}`);
    expect(JSON.parse(tags ?? '')).toEqual({ [key]: 'v' });
  });
});

describe('the text of a bill', () => {
  test.each([
    ['a byte order mark', (text: string) => `\uFEFF${text}`],
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
    ['no last newline', (text: string) => text.trimEnd()],
    ['blank lines at its end', (text: string) => `${text}\n\n`],
    ['no quotes', (text: string) => text.replaceAll('"', '')],
    ['semicolons', (text: string) => text.replaceAll('","', '";"')],
    ['tabs', (text: string) => text.replaceAll('","', '"\t"')],
  ])('may have %s', async (_, change) => {
    const landing = await openLanding();
    const rows = [dbrRow({ UnBlendedCost: '0.5' }), dbrRow({ UnBlendedCost: '0.25' })];
    const bill = landing.write('b-2017-02.csv', change(dbrFile(rows)));
    expect(await landing.mistakes({ bill })).toBe('');
    expect(await landing.rows(`select count(*), sum(unblended_cost) from ${lines}`)).toEqual([
      ['2', '0.750000000000000000'],
    ]);
  });

  test('may have commas, quotes and line breaks in a quoted cell', async () => {
    const landing = await openLanding();
    const ItemDescription = 'USD 0.383 hourly fee per "Windows" (VPC), m3.xlarge\nsecond line';
    const bill = landing.write('b-2017-02.csv', dbrFile([dbrRow({ ItemDescription }), dbrRow()]));
    await landing.load({ bill });
    expect(await landing.rows(`select description from ${lines} order by bill_line_id limit 1`)).toEqual([
      [ItemDescription],
    ]);
  });

  test('may be Latin-1, which is said', async () => {
    const landing = await openLanding();
    const text = dbrFile(
      [dbrRow({ ItemDescription: 'Cargo por región', 'user:Name': 'caf\u00e9' })],
      ['user:Name'],
    );
    const bill = landing.write('b-2017-02.csv', Buffer.from(text, 'latin1'));
    expect(await landing.mistakes({ bill })).toContain(
      'bad-encoding\n  "b-2017-02.csv" is not UTF-8; it was read as Latin-1.',
    );
    expect(await landing.rows(`select description, tags from ${lines}`)).toEqual([
      ['Cargo por región', '{"Name":"café"}'],
    ]);
  });

  test.each([
    ['plain', (text: Buffer): Buffer => text],
    ['compressed', (text: Buffer): Buffer => gzipSync(text)],
  ])('may prove to be Latin-1 after its first megabyte: %s', async (_, write) => {
    const landing = await openLanding();
    const rows = Array.from({ length: 6000 }, () => dbrRow());
    const text = dbrFile([...rows, dbrRow({ ItemDescription: 'Cargo por región' })]);
    const bill = landing.write('b-2017-02.csv', write(Buffer.from(text, 'latin1')));
    expect(await landing.mistakes({ bill })).toContain(
      'bad-encoding\n  "b-2017-02.csv" is not UTF-8; it was read as Latin-1.',
    );
    expect(await landing.rows(`select count(*), max(description) from ${lines}`)).toEqual([
      ['6001', 'Cargo por región'],
    ]);
    const windows = Buffer.from(text.replace('región', 'regi\u0093n'), 'latin1');
    const other = landing.write('c-2017-02.csv', write(windows));
    expect(await landing.mistakes({ bill: other })).toContain(
      'c-2017-02.csv:6002  error  bad-encoding\n  "c-2017-02.csv" is neither UTF-8 nor Latin-1: this line has the byte 0x93.',
    );
  });

  test('may be UTF-8 with a character on the edge of what is read at once', async () => {
    const landing = await openLanding();
    const rows = Array.from({ length: 9000 }, (_, index) =>
      dbrRow({ ItemDescription: 'é'.repeat(61 + (index % 7)) }),
    );
    const bill = landing.write('b-2017-02.csv', dbrFile(rows));
    expect(await landing.mistakes({ bill })).toBe('');
  });

  test('has null for an empty cell, quoted or not, and a word in quotes stays a word', async () => {
    const landing = await openLanding();
    const header =
      'BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,ChargeCategory,ChargePeriodEnd,ChargePeriodStart,ServiceName,ResourceId,ChargeDescription,InvoiceId,Tags';
    const row = '1.5,"1",USD,2024-09-01 00:00:00,Usage,2024-09-02 00:00:00,2024-09-01 00:00:00,EC2';
    const bill = landing.write(
      'f.csv',
      `${header}\n${row},"",NULL,,NULL\n${row},,"NULL",null,"{""a"": ""b""}"\n`,
    );
    await landing.load({ bill });
    expect(
      await landing.rows(
        'select resource_id, description, invoice_id, is_estimated, tags from {{stg_focus__bill_lines}} as lines order by description desc',
      ),
    ).toEqual([
      [null, null, null, 'true', null],
      [null, 'NULL', null, 'true', '{"a":"b"}'],
    ]);
  });

  test('may be compressed under any name', async () => {
    const landing = await openLanding();
    const bill = landing.write('export-2017-02', gzipSync(dbrFile([dbrRow()])));
    expect(await landing.mistakes({ bill })).toContain('unknown-month');
    expect(await landing.rows(`select count(*) from ${lines}`)).toEqual([['1']]);
  });
});

describe('the values of a bill', () => {
  test('are exact to the 18th decimal, in plain and scientific notation', async () => {
    const landing = await openLanding();
    const costs = {
      '6e-08': '0.000000060000000000',
      '1.5E-7': '0.000000150000000000',
      '0.123456789012345678': '0.123456789012345678',
      '-123456789012345.5': '-123456789012345.500000000000000000',
      '99999999.99999999999': '99999999.999999999990000000',
      '.5': '0.500000000000000000',
      '1E+3': '1000.000000000000000000',
      '0.000000000000000001000': '0.000000000000000001',
      '0': '0.000000000000000000',
    };
    const rows = Object.keys(costs).map((cost) => dbrRow({ UnBlendedCost: cost }));
    const bill = landing.write('b-2017-02.csv', dbrFile(rows));
    expect(await landing.mistakes({ bill })).toBe('');
    const loaded = await landing.rows(`select unblended_cost from ${lines} order by bill_line_id`);
    expect(loaded.flat()).toEqual(Object.values(costs));
  });

  test('are times in every form that AWS writes', async () => {
    const landing = await openLanding();
    const starts = [
      '2017-02-07 03:00:00',
      '2017/02/07 03:00:00',
      '2017-02-07T03:00:00Z',
      '2017-02-07T03:00:00.000Z',
      '2017-02-07 03:00:00.000',
      '2017-02-07T05:00:00+02:00',
    ];
    const bill = landing.write(
      'b-2017-02.csv',
      dbrFile(starts.map((UsageStartDate) => dbrRow({ UsageStartDate }))),
    );
    expect(await landing.mistakes({ bill })).toBe('');
    expect(await landing.rows(`select distinct started_at from ${lines}`)).toEqual([['2017-02-07 03:00:00']]);
  });

  test('end at the full hour where the bill says :59:59', async () => {
    const landing = await openLanding();
    const ends = ['2017-02-28 23:59:59', '2017-02-07 04:00:00', '2017-02-07 04:59:58'];
    const bill = landing.write(
      'b-2017-02.csv',
      dbrFile(ends.map((UsageEndDate) => dbrRow({ UsageEndDate }))),
    );
    await landing.load({ bill });
    expect((await landing.rows(`select stopped_at from ${lines} order by bill_line_id`)).flat()).toEqual([
      '2017-03-01 00:00:00',
      '2017-02-07 04:00:00',
      '2017-02-07 04:59:58',
    ]);
  });

  test('say what kind of line it is, and an unknown record type is kept as other', async () => {
    const landing = await openLanding();
    const tax = { UsageType: '', ItemDescription: 'Tax for product code AmazonEC2' };
    const rows = [
      dbrRow(),
      dbrRow(tax),
      dbrRow({ UsageType: '', ItemDescription: 'AWS Activate Promotional Credit', UnBlendedCost: '-5' }),
      dbrRow({ ItemDescription: 'Refund for an hour charged twice', UnBlendedCost: '-1' }),
      dbrRow({ UsageType: 'USW2-HeavyUsage:r3.2xlarge', ReservedInstance: 'Y' }),
      dbrRow({ ItemDescription: 'Sign up charge for subscription: 314159265' }),
      dbrRow({ RecordType: 'Rounding' }),
      dbrRow({ RecordType: 'Discount', UnBlendedCost: '-1' }),
      dbrRow({ RecordType: 'Surprise' }),
    ];
    const bill = landing.write('b-2017-02.csv', dbrFile(rows));
    await landing.load({ bill });
    expect((await landing.rows(`select line_kind from ${lines} order by bill_line_id`)).flat()).toEqual([
      ...['usage', 'tax', 'credit', 'refund', 'fee', 'fee', 'rounding', 'discount', 'other'],
    ]);
  });
});

describe('totals rows', () => {
  const total = {
    RecordId: '',
    LinkedAccountId: '',
    ProductName: '',
    UsageType: '',
    Operation: '',
    UsageQuantity: '',
    UsageStartDate: '',
    UsageEndDate: '',
  };

  test('are no lines, and are kept as totals', async () => {
    const landing = await openLanding();
    const rows = [
      dbrRow({ InvoiceID: '77', UnBlendedCost: '1.004' }),
      dbrRow({ InvoiceID: '77', RecordType: 'Rounding', UnBlendedCost: '-0.004' }),
      {
        ...dbrRow({
          ...total,
          InvoiceID: '77',
          RecordType: 'InvoiceTotal',
          UnBlendedCost: '1.00',
          ItemDescription: 'Total amount for invoice 77',
        }),
      },
      {
        ...dbrRow({
          ...total,
          InvoiceID: '',
          RecordType: 'AccountTotal',
          LinkedAccountId: '000000000002',
          UnBlendedCost: '1.00',
        }),
      },
      {
        ...dbrRow({
          ...total,
          InvoiceID: '',
          RecordType: 'StatementTotal',
          UnBlendedCost: '1.00',
          ItemDescription: 'Total statement amount for period 2017-02-01 00:00:00 - 2017-02-28 23:59:59',
        }),
      },
    ];
    const bill = landing.write('any-name.csv', dbrFile(rows));
    expect(await landing.load({ bill })).toMatchObject({
      ok: true,
      value: { months: ['2017-02-01'] },
      diagnostics: [{ code: 'missing-tag-key' }],
    });
    expect(
      await landing.rows(`select count(*), sum(unblended_cost), bool_or(is_estimated) from ${lines}`),
    ).toEqual([['2', '1.000000000000000000', 'false']]);
    expect(
      await landing.rows(
        'select total_kind, invoice_id, account_id, total_cost from {{stg_aws_dbr__bill_totals}} as totals order by 1',
      ),
    ).toEqual([
      ['account', null, '000000000002', '1.000000000000000000'],
      ['invoice', '77', null, '1.000000000000000000'],
      ['statement', null, null, '1.000000000000000000'],
    ]);
  });

  test('are known by their record type in any case and with blanks, and any other total is no line either', async () => {
    const landing = await openLanding();
    const ItemDescription = 'Total statement amount for period 2017-02-01 00:00:00 - 2017-02-28 23:59:59';
    const totals = ['statementtotal', ' AccountTotal ', 'INVOICETOTAL', 'GrandTotal'].map((RecordType) =>
      dbrRow({ ...total, InvoiceID: '', LinkedAccountId: '', RecordType, ItemDescription }),
    );
    const rows = [
      dbrRow({ RecordType: ' lineitem' }),
      dbrRow({ RecordType: 'rounding' }),
      dbrRow({ RecordType: 'DISCOUNT' }),
      dbrRow({ RecordType: 'Totals' }),
    ];
    const bill = landing.write('any-name.csv', dbrFile([...rows, ...totals]));
    expect(await landing.mistakes({ bill })).toBe('');
    expect((await landing.rows(`select line_kind from ${lines} order by bill_line_id`)).flat()).toEqual([
      ...['usage', 'rounding', 'discount', 'other'],
    ]);
    expect(
      (await landing.rows('select total_kind from {{stg_aws_dbr__bill_totals}} as totals order by 1')).flat(),
    ).toEqual(['account', 'invoice', 'other', 'statement']);
  });

  test('say the month, before the name of the file does', async () => {
    const landing = await openLanding();
    const ItemDescription = 'Total statement amount for period 2017-01-01 00:00:00 - 2017-01-31 23:59:59';
    const bill = landing.write(
      'copy-2017-02.csv',
      dbrFile([dbrRow(), dbrRow({ ...total, RecordType: 'StatementTotal', ItemDescription })]),
    );
    expect(await landing.mistakes({ bill })).toBe(
      [
        'copy-2017-02.csv  warning  unknown-month',
        '  "copy-2017-02.csv" is named after 2017-02, but its totals are for 2017-01, which was taken.',
        '  Name it after 2017-01 if that is right.',
      ].join('\n'),
    );
    expect(await landing.rows(`select distinct statement_month from ${lines}`)).toEqual([['2017-01-01']]);
  });

  test('of two months in one file are refused: its lines do not say which of them they are for', async () => {
    const landing = await openLanding();
    const of = (month: string): string =>
      `Total statement amount for period ${month}-01 00:00:00 - ${month}-28`;
    const totals = ['2017-02', '2017/01', '2017-02'].map((month) =>
      dbrRow({ ...total, RecordType: 'StatementTotal', ItemDescription: of(month) }),
    );
    const bill = landing.write('all.csv', dbrFile([dbrRow(), ...totals]));
    expect(await landing.mistakes({ bill })).toBe(
      [
        'all.csv  error  unknown-month',
        '  "all.csv" has totals of several months, 2017-01, 2017-02, and its lines do not say which of them they are for.',
        '  Give a file for each month, as AWS writes them.',
      ].join('\n'),
    );
    expect(await landing.rows('select count(*) from raw.raw_aws_dbr__line_items')).toEqual([['0']]);
  });

  test('are missing at times: then the name says the month, and else the days of most lines, which is said', async () => {
    const landing = await openLanding();
    const march = { UsageStartDate: '2017-03-01 00:00:00', UsageEndDate: '2017-03-01 01:00:00' };
    const bill = landing.write('bill.csv', dbrFile([dbrRow(march), dbrRow(), dbrRow()]));
    expect(await landing.mistakes({ bill })).toContain(
      'it was taken for 2017-02, in which most of its lines begin.',
    );
    expect(await landing.rows(`select distinct statement_month from ${lines}`)).toEqual([['2017-02-01']]);
  });
});

describe('the id of a line without one', () => {
  test('depends on what the line says, and neither on its place nor on the order of rows', async () => {
    const rows = ['a', 'b', 'b', 'c'].map((resource) => dbrRow({ RecordId: '', ResourceId: resource }));
    const ids = async (file: string): Promise<unknown> => {
      const landing = await openLanding();
      await landing.load({ bill: landing.write('b-2017-02.csv', file) });
      return landing.rows(`select resource_id, bill_line_id from ${lines} order by 1, 2`);
    };
    const forward = await ids(dbrFile(rows));
    expect(await ids(dbrFile([...rows].reverse()))).toEqual(forward);
    expect(new Set((forward as string[][]).map(([, id]) => id)).size).toBe(4);
  });
});
