import { describe, expect, test } from 'vitest';
import { dbrFile, dbrRow } from '../dbr-file.ts';
import { type Landing, openLanding } from '../landing.ts';

const period = '20170201-20170301';
const header =
  'identity/LineItemId,identity/TimeInterval,bill/PayerAccountId,bill/BillingPeriodStartDate,lineItem/UsageAccountId,lineItem/LineItemType,lineItem/UsageStartDate,lineItem/UsageEndDate,lineItem/ProductCode,lineItem/CurrencyCode,lineItem/UnblendedCost';

function cur(id: string, cost: string, payer = '1'): string {
  const at = '2017-02-01T00:00:00Z';
  return `${header}\n${id},i,${payer},${at},2,Usage,${at},${at},AmazonEC2,USD,${cost}\n`;
}

function manifest(keys: unknown, more: object = {}): string {
  return JSON.stringify({
    reportName: 'cur',
    billingPeriod: { start: '20170201T000000.000Z' },
    reportKeys: keys,
    ...more,
  });
}

async function total(landing: Landing): Promise<unknown> {
  const costs = ['aws_cur', 'aws_dbr'].map(
    (format) => `select unblended_cost from {{stg_${format}__bill_lines}} as ${format}`,
  );
  const rows = await landing.rows(`select sum(unblended_cost) from (${costs.join(' union all ')}) as lines`);
  return Number(rows[0]?.[0]);
}

describe('manifests of two payers whose reports have the same name', () => {
  test.each([
    [
      'of an account and a bucket',
      ['cur', 'cur'],
      [
        { account: '1', bucket: 'a' },
        { account: '9', bucket: 'b' },
      ],
    ],
    ['under a prefix', ['one/cur', 'nine/cur'], [{}, {}]],
  ])('are both followed: they are %s', async (_, prefixes, owners) => {
    const landing = await openLanding();
    for (const [index, payer] of ['1', '9'].entries()) {
      const folder = `b/p${payer}/${prefixes[index]}/${period}`;
      landing.write(`${folder}/cur-1.csv`, cur(`x${payer}`, payer, payer));
      landing.write(
        `${folder}/cur-Manifest.json`,
        manifest([`${prefixes[index]}/${period}/cur-1.csv`], owners[index]),
      );
    }
    expect(await landing.mistakes({ bill: 'b' })).toBe('');
    expect(await total(landing)).toBe(10);
  });
});

describe('a file that a manifest names', () => {
  test('is not another version that lies beside the manifest, where its own folder is missing', async () => {
    const landing = await openLanding();
    landing.write(`b/cur/${period}/cur-Manifest.json`, manifest([`p/cur/${period}/new/cur-1.csv`]));
    landing.write(`b/cur/${period}/cur-1.csv`, cur('x1', '9'));
    landing.write(`b/cur/${period}/old/cur-1.csv`, cur('x2', '1'));
    expect(await landing.mistakes({ bill: 'b' })).toContain(`p/cur/${period}/new/cur-1.csv`);
    landing.write(`b/cur/${period}/new/cur-1.csv`, cur('x3', '5'));
    expect(await landing.mistakes({ bill: 'b' })).toBe('');
    expect(await total(landing)).toBe(5);
  });

  test('may lie beside it where the folders were not copied', async () => {
    const landing = await openLanding();
    landing.write('b/cur/cur-Manifest.json', manifest([`p/cur/${period}/new/cur-1.csv`]));
    landing.write('b/cur/cur-1.csv', cur('x1', '9'));
    expect(await landing.mistakes({ bill: 'b' })).toBe('');
    expect(await total(landing)).toBe(9);
  });
});

describe('bill files that no manifest names', () => {
  test('are read if they lie elsewhere', async () => {
    const landing = await openLanding();
    landing.write(`b/cur/${period}/cur-Manifest.json`, manifest([`cur/${period}/v2/cur-1.csv`]));
    landing.write(`b/cur/${period}/v1/cur-1.csv`, cur('a', '1'));
    landing.write(`b/cur/${period}/v2/cur-1.csv`, cur('a', '2'));
    landing.write('b/x-2017-01.csv', dbrFile([dbrRow({ UnBlendedCost: '16' })]));
    expect(await landing.mistakes({ bill: 'b' })).toBe('');
    expect(await total(landing)).toBe(18);
  });

  test('are read beside a manifest that was copied out of its folder, unless they are called as its files', async () => {
    const landing = await openLanding();
    landing.write(
      'b/cur-Manifest.json',
      manifest([`cur/${period}/v2/cur-1.csv`, `cur/${period}/v2/cur-2.csv`]),
    );
    landing.write('b/v1/cur-1.csv', cur('a', '1'));
    landing.write('b/v2/cur-1.csv', cur('a', '2'));
    landing.write('b/v2/cur-2.csv', cur('b', '4'));
    landing.write('b/x-2017-01.csv', dbrFile([dbrRow({ UnBlendedCost: '16' })]));
    expect(await landing.mistakes({ bill: 'b' })).toContain(
      'warning  passed-over\n  "b/v1/cur-1.csv" was passed over, because the manifest of that report does not name it.',
    );
    expect(await total(landing)).toBe(22);
  });

  test('are named in a warning if they lie among the versions of a report and are none', async () => {
    const landing = await openLanding();
    landing.write(`b/cur/${period}/cur-Manifest.json`, manifest([`cur/${period}/cur-1.csv`]));
    landing.write(`b/cur/${period}/cur-1.csv`, cur('a', '2'));
    landing.write(`b/cur/${period}/x-2017-01.csv`, dbrFile([dbrRow()]));
    expect(await landing.mistakes({ bill: 'b' })).toContain(
      `passed-over\n  "b/cur/${period}/x-2017-01.csv" was`,
    );
    expect(await total(landing)).toBe(2);
  });
});

describe('a manifest that cannot be followed', () => {
  test.each([
    ['is cut off', manifest([`cur/${period}/v2/cur-1.csv`]).slice(0, -5), 'it is not JSON'],
    ['names no texts', manifest([{ key: 'cur-1.csv' }]), 'its "reportKeys" are not a list of texts'],
    ['names one text', JSON.stringify({ dataFiles: 'e.csv' }), 'its "dataFiles" are not a list of texts'],
    ['names nothing', '{}', 'it has neither "reportKeys" nor "dataFiles"'],
    ['is a list', '[]', 'it has neither "reportKeys" nor "dataFiles"'],
  ])('is an error, and nothing beside it is loaded: it %s', async (_, content, said) => {
    const landing = await openLanding();
    landing.write(`b/${period}/cur-Manifest.json`, content);
    landing.write(`b/${period}/v1/cur-1.csv`, cur('a', '1'));
    landing.write(`b/${period}/v2/cur-1.csv`, cur('b', '2'));
    const place = `b/${period}/cur-Manifest.json`;
    expect(await landing.mistakes({ bill: 'b' })).toContain(
      `${place}  error  bad-json\n  The manifest "${place}" cannot be followed: ${said}.`,
    );
  });

  test.each(['cur-RedshiftManifest.json', 'cur-QuickSightManifest.json', 'manifest.json'])(
    'is not %s, which lists something else',
    async (name) => {
      const landing = await openLanding();
      landing.write(`b/${period}/${name}`, JSON.stringify({ entries: [] }));
      landing.write(`b/${period}/cur-1.csv`, cur('a', '1'));
      expect(await landing.mistakes({ bill: 'b' })).toBe('');
    },
  );
});
