import { describe, expect, it } from 'vitest';
import { parseCost } from '../../../orchestrator/base/money.ts';
import { parseStatementMonth, type StatementMonth } from '../../../orchestrator/base/names.ts';
import { displayWidth } from '../../../orchestrator/report/display-width.ts';
import { formatSummary } from '../../../orchestrator/report/format-summary.ts';
import { formatSummaryJson } from '../../../orchestrator/report/format-summary-json.ts';
import type { RunSummary } from '../../../orchestrator/report/run-summary.ts';
import { screenOf } from '../../../orchestrator/report/screen.ts';

const january = parseStatementMonth('2017-01') as StatementMonth;
const february = parseStatementMonth('2017-02') as StatementMonth;
const units = (text: string): bigint => parseCost(text) ?? 0n;

const summary: RunSummary = {
  runId: 'r20170308t040506_1a2b',
  months: [
    { month: january, lines: 100_000n, units: units('1000.5'), currency: 'USD', isFinal: true },
    {
      month: february,
      lines: 100_001n,
      units: units('1200.000000000000000001'),
      currency: 'USD',
      isFinal: false,
    },
  ],
  areas: [
    { month: january, area: 'api', units: units('400.5') },
    { month: january, area: 'warehouses', units: units('600') },
    { month: february, area: 'api', units: units('300.000000000000000001') },
    { month: february, area: 'warehouses', units: units('905') },
    { month: february, area: 'unallocated', units: units('-5') },
  ],
  rollups: ['costs_by_product_area', 'costs_by_ecs_service'].flatMap((rollup) => [
    { rollup, month: january, units: units('1000.5') },
    { rollup, month: february, units: units('1200.000000000000000001') },
  ]),
  finalMonths: [],
  publishedAgain: [],
  unallocated: [
    {
      product: 'AmazonS3',
      usageType: 'Requests\u001b[1m',
      reason: 'no tag, no rule',
      units: units('-5'),
      parts: 12n,
    },
  ],
  tagCoverage: [{ product: 'AmazonS3', units: units('200'), taggedUnits: units('150') }],
  untagged: [{ product: 'AmazonS3', resource: 'a-bucket', units: units('50') }],
  problems: [
    { product: 'AmazonEC2', usageType: 'BoxUsage:c4.8xlarge', area: 'warehouses', units: units('600') },
  ],
  events: [{ finding: 'task without a STOPPED event', occurrences: 3n, treatment: 'ends with its instance' }],
  checks: [
    { month: january, check: 'invoice', subject: '100', difference: 0n, verdict: 'pass' },
    { month: february, check: 'statement', subject: '1', difference: undefined, verdict: 'not checkable' },
  ],
  withoutOwnTotal: [],
};

const screen = screenOf({ isTerminal: false, columns: 80 }, {});

describe('formatSummary', () => {
  it('shows areas with their change, what is unallocated and why, tags, and last that it adds up', () => {
    expect(formatSummary(summary, screen).join('\n')).toMatchInlineSnapshot(`
      "
      What costs most in 2017-02
           cost  so far  product    usage type           product area
        $600.00  50.0 %  AmazonEC2  BoxUsage:c4.8xlarge  warehouses

      Odd in the events
        times  what                          treated how
            3  task without a STOPPED event  ends with its instance

      Tags cover 75.0 % of the cost in 2017-02
        product      cost  tagged
        AmazonS3  $200.00  75.0 %  ███████████████

          cost  dearest resource without a tag  product
        $50.00  a-bucket                        AmazonS3

      Unallocated in 2017-02: -$5.00, -0.4 % of the bill
          cost  parts  why              product
        -$5.00     12  no tag, no rule  AmazonS3

      What each product area costs
        product area    2017-01   2017-02*   change   share
        warehouses      $600.00    $905.00  +50.8 %  75.4 %  ████████████████████████
        api             $400.50    $300.00  -25.1 %  25.0 %  ███████▉
        unallocated       $0.00     -$5.00      new  -0.4 %
        total         $1,000.50  $1,200.00  +19.9 %
        * still estimated: AWS may change it until the invoice

      The bill's own totals: 1 pass, 1 not checkable

      It adds up: 200,001 bill lines, $2,200.50 in 2 months
        = the sum of 3 product areas in each of 2 rollups, difference 0.
        2017-01  $1,000.500000000000000000
        2017-02  $1,200.000000000000000001"
    `);
  });

  it('names the rollup and the difference when it does not add up', () => {
    const rollups = summary.rollups.map((sum, index) =>
      index === 3 ? { ...sum, units: sum.units - 1n } : sum,
    );
    const lines = formatSummary({ ...summary, rollups }, screen);
    expect(lines.slice(-2)).toEqual([
      'It does NOT add up: the rollups differ from the bill by',
      '  rollups.costs_by_ecs_service in 2017-02: -0.000000000000000001',
    ]);
  });

  it('gives programs costs as exact decimals, and counts as numbers', () => {
    const json = JSON.parse(formatSummaryJson(summary, { isTerminal: false }));
    expect(json.kind).toBe('summary');
    expect(json.months[1]).toEqual({
      month: '2017-02-01',
      lines: 100_001,
      unblendedCost: '1200.000000000000000001',
      currency: 'USD',
      isFinal: false,
    });
    expect(json.differences[0].difference).toBe('0.000000000000000000');
  });

  it('says which months became final, which AWS restated, and which have other numbers than when they became final', () => {
    const restated = (by: string) =>
      ({ kind: 'restated', month: january, version: 2n, restatedByUnits: units(by) }) as const;
    const differs = { kind: 'differs', version: 1n, finalizedBy: 'r20170308t040506_1a2b' } as const;
    const lines = formatSummary(
      {
        ...summary,
        finalMonths: [
          { kind: 'finalized', month: january, version: 1n },
          restated('-0.5'),
          restated('0.5'),
          restated('-0.000000000000000001'),
          restated('0'),
          { ...differs, month: january },
          { ...differs, month: february },
        ],
      },
      screen,
    );
    const start = lines.indexOf('2017-01 is final from this run on');
    expect(lines.slice(start + 1, start + 7)).toEqual([
      'AWS restated 2017-01 since it became final: -$0.50 in all; version 2 was added, version 1 stays',
      'AWS restated 2017-01 since it became final: +$0.50 in all; version 2 was added, version 1 stays',
      'AWS restated 2017-01 since it became final: -$0.000000000000000001 in all; version 2 was added, version 1 stays',
      'AWS restated 2017-01 since it became final: $0.00 in all; version 2 was added, version 1 stays',
      '2017-01 is final since run r20170308t040506_1a2b; this run gives other numbers for it (rules, events or tags changed): the final tables keep version 1',
      '2017-02 is final since run r20170308t040506_1a2b; this run gives other numbers for it (its bill is estimated again): the final tables keep version 1',
    ]);
    const json = JSON.parse(
      formatSummaryJson({ ...summary, finalMonths: [restated('-0.5')] }, { isTerminal: false }),
    );
    expect(json.finalMonths).toEqual([
      { kind: 'restated', month: '2017-01-01', version: 2, restatedByCost: '-0.500000000000000000' },
    ]);
  });

  it('adds no months of different currencies, and compares none', () => {
    const months = summary.months.map((month, index) => ({
      ...month,
      currency: index === 0 ? 'USD' : 'EUR',
    }));
    const text = formatSummary({ ...summary, months }, screen).join('\n');
    expect(text.slice(text.indexOf('What each'))).toMatchInlineSnapshot(`
      "What each product area costs
        product area    2017-01      2017-02*   share
        warehouses      $600.00    EUR 905.00  75.4 %  ████████████████████████
        api             $400.50    EUR 300.00  25.0 %  ███████▉
        unallocated       $0.00     EUR -5.00  -0.4 %
        total         $1,000.50  EUR 1,200.00
        * still estimated: AWS may change it until the invoice

      The bill's own totals: 1 pass, 1 not checkable

      It adds up: 100,000 bill lines, $1,000.50 in 1 month
        = the sum of 2 product areas in each of 2 rollups, difference 0.
        2017-01  $1,000.500000000000000000
      It adds up: 100,001 bill lines, EUR 1,200.00 in 1 month
        = the sum of 3 product areas in each of 2 rollups, difference 0.
        2017-02  EUR 1,200.000000000000000001"
    `);
    expect(text).toContain('Unallocated in 2017-02: EUR -5.00');
    expect(text).toContain('EUR 600.00  50.0 %');
  });

  it('says of which months a later run is shown by the reports', () => {
    const publishedAgain = [{ month: february, lastRunId: 'r9' }];
    expect(formatSummary({ ...summary, publishedAgain }, screen)).toContain(
      '2017-02 was published again, last by run r9: what reports say of it is of that run, and left out here',
    );
  });

  it('says which totals of the bill are stated twice, and which month states none', () => {
    const checks = [
      { month: february, check: 'statement', subject: '1', difference: 0n, verdict: 'stated twice' },
    ];
    const lines = formatSummary({ ...summary, checks, withoutOwnTotal: [january] }, screen);
    const start = lines.indexOf("The bill's own totals: 1 stated twice");
    expect(lines.slice(start + 1, start + 3)).toEqual([
      '2017-02: the total of statement 1 is stated twice: is the bill in the files twice?',
      '2017-01: the bill states no total of its own, so nothing shows whether the file is complete',
    ]);
  });

  it('says of which totals of the bill nobody knows what they sum up', () => {
    const checks = [
      {
        month: february,
        check: 'other',
        subject: 'Grand\u001b[1mTotal',
        difference: undefined,
        verdict: 'not checkable',
      },
    ];
    const lines = formatSummary({ ...summary, checks }, screen);
    const start = lines.indexOf("The bill's own totals: 1 not checkable");
    expect(lines[start + 1]).toBe(
      '2017-02: nobody knows what the rows "Grand\\e[1mTotal" of the bill sum up: they are in no sum and compared with nothing',
    );
  });

  it('gives no share of a bill that is not above 0', () => {
    const months = summary.months.map((month) => ({ ...month, units: units('-1000') }));
    const text = formatSummary({ ...summary, months }, screen).join('\n');
    expect(text).toContain('$600.00       –  AmazonEC2');
    expect(text).toContain('Unallocated in 2017-02: -$5.00\n');
    expect(text).toMatch(/^ {2}warehouses .*\+50\.8 % +– /m);
  });

  it('notices a rollup that has no row of a month', () => {
    const rollups = summary.rollups.filter(({ month }) => month === january);
    expect(formatSummary({ ...summary, rollups }, screen).join('\n')).toContain('NOT add up');
  });

  it('shows one month without a change, and a project without reports', () => {
    const empty = { unallocated: [], tagCoverage: [], untagged: [], problems: [], events: [], checks: [] };
    const months = summary.months.slice(0, 1);
    const areas = summary.areas.filter(({ month }) => month === january);
    const rollups = summary.rollups.filter(({ month }) => month === january);
    const lines = formatSummary({ ...summary, ...empty, months, areas, rollups }, screen);
    expect(lines.join('\n')).toMatchInlineSnapshot(`
      "
      Unallocated in 2017-01: $0.00

      What each product area costs
        product area    2017-01   share
        warehouses      $600.00  60.0 %  ████████████████████████
        api             $400.50  40.0 %  ████████████████
        total         $1,000.50

      It adds up: 100,000 bill lines, $1,000.50 in 1 month
        = the sum of 2 product areas in each of 2 rollups, difference 0.
        2017-01  $1,000.500000000000000000"
    `);
  });

  it('stays within a narrow terminal', () => {
    const narrow = screenOf({ isTerminal: true, columns: 64 }, { NO_COLOR: '1' });
    const wide = formatSummary(summary, narrow).filter(
      (line) => displayWidth(line) > 64 && !line.startsWith('It adds up'),
    );
    expect(wide).toEqual([]);
  });
});
