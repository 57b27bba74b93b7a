import { expect, test } from 'vitest';
import { dbrFile, dbrRow } from '../dbr-file.ts';
import { openLanding } from '../landing.ts';

const header =
  'BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,ChargeCategory,ChargePeriodEnd,ChargePeriodStart,ServiceName';
const row = (cost: string, currency: string, month: string): string =>
  `${cost},1,${currency},${month}-01,Usage,${month}-02,${month}-01,EC2`;
const file = (...rows: readonly string[]): string => `${[header, ...rows].join('\n')}\n`;

test('a month with lines of one currency and lines of none is refused', async () => {
  const landing = await openLanding();
  const bill = landing.write('a.csv', file(row('1', 'EUR', '2024-09'), row('2', '', '2024-09')));
  expect(await landing.mistakes({ bill })).toContain(
    'error  mixed-currencies\n  The bill of 2024-09 mixes currencies: "EUR" and none in "a.csv".',
  );
});

test('months in two currencies are warned about, also when nothing of them is new', async () => {
  const landing = await openLanding();
  const bill = landing.write(
    'a.csv',
    file(row('1', 'USD', '2024-09'), row('2', 'EUR', '2024-10'), row('2', 'EUR', '2024-11')),
  );
  const warning =
    'warning  mixed-currencies\n  The bills of 2024-10, 2024-11 are in "EUR", and that of 2024-09 is in "USD".';
  expect(await landing.mistakes({ bill })).toContain(warning);
  expect(await landing.mistakes({ bill })).toContain(warning);
});

test.each([
  ['EUR', 'The bill of 2024-09 is in "EUR", and that of 2017-02 is in "USD".'],
  ['USD', ''],
])('a DBR is in dollars, beside a month in %s', async (currency, said) => {
  const landing = await openLanding();
  const dbr = landing.write('b-2017-02.csv', dbrFile([dbrRow()]));
  const other = landing.write('a.csv', file(row('1', currency, '2024-09')));
  const mistakes = await landing.mistakes({ bill: [dbr, other] });
  expect(said === '' ? mistakes : mistakes.split('\n')[1]?.trim()).toBe(said);
});
