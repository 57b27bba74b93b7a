import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Project } from '../orchestrator/project/project.ts';
import type { Warehouse } from '../orchestrator/warehouses/warehouse.ts';
import { type CaseTables, writeCaseFiles } from './cases/write-case-files.ts';
import { buildAndPublish, buildProject, runProjectSteps } from './support/build-project.ts';
import { withTestWarehouse } from './support/open-test-warehouse.ts';
import { readShippedProject, repositoryRoot, type SeedRows } from './support/read-shipped-project.ts';

/** Something that is wrong, and that one assertion must notice. */
interface Damage {
  /** In a model's text: what stands there, and what stands there instead. */
  readonly model?: readonly [name: string, from: string, to: string];
  readonly seeds?: Readonly<Record<string, SeedRows>>;
  /** More rows for the bill's file, as its last lines. */
  readonly billRows?: string;
  /** Another bill altogether, as the text of its file. */
  readonly bill?: string;
  /** What somebody does to the published tables between two builds. */
  readonly tampering?: string;
}

const total = (type: string, cost: string): string =>
  `"4711","012345678901","","${type}","","","","","","","","","","Total","","","","","${cost}","","${cost}","",""\n`;
const rule = (
  area: string | null,
  split: string | null,
  tagValue: string | null = null,
  tagKey: string | null = null,
): SeedRows => [
  ['odd', '1', 'default', 'Nothing', null, null, null, null, null, tagKey, tagValue, area, split, 'Odd.'],
];
const areas: SeedRows = [
  ['api', 'All of it.'],
  ['idle', 'Nobody.'],
  ['unallocated', 'The rest.'],
];
const ofProduct = (product: string): SeedRows => [
  ['odd', '1', 'default', product, null, null, null, null, null, null, null, 'api', null, 'Odd.'],
];

/** Areas that share with the same weight; that they are no areas of the company, another test notices. */
const weightsOf = (weight: string, areas: number): SeedRows =>
  Array.from({ length: areas }, (_, area) => ['odd', `area-${area}`, weight, '']);
const payer = '012345678901';
const member = '112345678901';
const otherMember = '212345678901';

/** A row of the bill that is about an account: its lines, its total, its rounding. */
const accountRow = (type: string, account: string, cost: string, invoice = '4711'): string =>
  `"${invoice}","${payer}","${account}","${type}","","${type === 'LineItem' ? 'Amazon DynamoDB' : ''}","","","","","","","","${type}","2017-02-07 03:00:00","2017-02-07 04:00:00","1","","${cost}","","${cost}","",""\n`;
// The bill has 3.00 of lines on the payer besides what is added here.
const memberLines = accountRow('LineItem', member, '1.004') + accountRow('LineItem', otherMember, '2.002');
const accountTotals = (ofPayer: string, ofMember: string, ofOther: string): string =>
  accountRow('AccountTotal', payer, ofPayer) +
  accountRow('AccountTotal', member, ofMember) +
  accountRow('AccountTotal', otherMember, ofOther);
const roundedTotals = total('InvoiceTotal', '6.01') + total('StatementTotal', '6.01');
const rounding = accountRow('Rounding', '', '0.004');
const twoRoundings = accountRow('Rounding', '', '0.003') + accountRow('Rounding', '', '0.001', '4712');
const statementTotal = total('StatementTotal', '6.01');

/** The same rows in the bill of another payer. */
const ofPayer = (other: string, rows: string): string => rows.replaceAll(`"${payer}"`, `"${other}"`);
const newPayer = '312345678901';
const payerWithoutAccounts = '412345678901';
/** The bill of a payer to which `member` moved in the middle of the month. */
const billOfNewPayer = (ofMember: string): string =>
  ofPayer(
    newPayer,
    accountRow('LineItem', payer, '0.50', '4811') +
      accountRow('LineItem', member, '0.25', '4811') +
      accountRow('AccountTotal', payer, '0.50') +
      accountRow('AccountTotal', member, ofMember) +
      total('StatementTotal', '0.75'),
  );

/** Rows with which a bill adds up: what an account's total has besides its lines, a Rounding row says. */
const explainedTotals: Readonly<Record<string, string>> = {
  'no account': memberLines + rounding + accountTotals('3.00', '1.004', '2.002') + roundedTotals,
  'one account': memberLines + rounding + accountTotals('3.00', '1.008', '2.002') + roundedTotals,
  'the payer': memberLines + rounding + accountTotals('3.004', '1.004', '2.002') + roundedTotals,
  'a payer who has its id on the row':
    memberLines +
    accountRow('Rounding', payer, '0.004') +
    accountTotals('3.00', '1.004', '2.006') +
    roundedTotals,
  'the account that the row names':
    memberLines +
    accountRow('Rounding', member, '0.004') +
    accountTotals('3.00', '1.008', '2.002') +
    roundedTotals,
  'no account, though the row names one':
    memberLines +
    accountRow('Rounding', member, '0.004') +
    accountTotals('3.00', '1.004', '2.002') +
    roundedTotals,
  'one account for each invoice':
    memberLines + twoRoundings + accountTotals('3.00', '1.007', '2.003') + statementTotal,
  'one account for two invoices':
    memberLines + twoRoundings + accountTotals('3.00', '1.004', '2.006') + statementTotal,
};

/** Rows with which it does not, each wrong in the account totals alone, or in what they are compared with. */
const unexplainedTotals: Readonly<Record<string, string>> = {
  'rounding that no row says': memberLines + accountTotals('3.00', '1.004', '2.006'),
  'less than a row': memberLines + rounding + accountTotals('3.00', '1.004', '2.003') + roundedTotals,
  'one row in two totals': memberLines + rounding + accountTotals('3.00', '1.008', '2.006') + roundedTotals,
  'a row cut in two': memberLines + rounding + accountTotals('3.00', '1.006', '2.004') + roundedTotals,
  "a cost that moved between two payers' totals of an account":
    memberLines +
    accountTotals('3.00', '1.014', '2.002') +
    total('StatementTotal', '6.006') +
    billOfNewPayer('0.24'),
  'a cost that moved': memberLines + rounding + accountTotals('3.00', '2.004', '1.006') + roundedTotals,
  'one of two rows': memberLines + twoRoundings + accountTotals('3.00', '1.007', '2.002') + statementTotal,
  'one of two rows twice, and the other once':
    memberLines +
    twoRoundings +
    accountRow('Rounding', '', '0.002', '4713') +
    accountTotals('3.003', '1.007', '2.002') +
    total('StatementTotal', '6.012'),
  "another account's row":
    memberLines +
    accountRow('Rounding', member, '0.004') +
    accountTotals('3.00', '1.004', '2.006') +
    roundedTotals,
  'a statement without its rounding':
    memberLines +
    rounding +
    accountTotals('3.00', '1.004', '2.002') +
    total('InvoiceTotal', '6.01') +
    total('StatementTotal', '6.006'),
  'an invoice without its rounding':
    memberLines +
    rounding +
    accountTotals('3.00', '1.004', '2.002') +
    total('InvoiceTotal', '6.006') +
    total('StatementTotal', '6.01'),
};

const damages: Readonly<Record<string, readonly Damage[]>> = {
  allocated_costs_are_all_summed_up: [
    { model: ['allocated_costs', 'as all_treatments', "as all_treatments where method <> 'tag'"] },
  ],
  allocation_rules_can_be_applied: [
    { seeds: { allocation_rules: rule(null, null), allocation_splits: [] } },
    { seeds: { allocation_rules: rule('api', 'even'), allocation_splits: [] } },
    { seeds: { allocation_rules: rule('api', null, 'prod'), allocation_splits: [] } },
    { seeds: { allocation_rules: rule('api', null, null, 'te*m'), allocation_splits: [] } },
    { seeds: { allocation_rules: rule(null, 'even'), allocation_splits: [] } },
    { seeds: { allocation_rules: rule(null, 'fixed'), allocation_splits: [['odd', 'api', '-1', '']] } },
    { seeds: { allocation_rules: rule(null, 'fixed'), allocation_splits: weightsOf('9'.repeat(18), 11) } },
  ],
  bill_equals_its_own_totals: [
    { billRows: total('StatementTotal', '3.01') },
    { billRows: total('InvoiceTotal', '2.99') },
    { billRows: total('StatementTotal', '3.00') + total('StatementTotal', '3.00') },
    ...Object.values(unexplainedTotals).map((billRows) => ({ billRows })),
  ],
  bill_lines_are_allocated_exactly: [
    {
      model: ['alc_whole_parts', 'unblended_cost as part_cost', '{{cast "cost" "0"}} as part_cost'],
    },
  ],
  bill_lines_are_claimed_once: [
    { model: ['int_claims', 'from claims\n\n)', "from claims\n    where claim <> 'tag'\n\n)"] },
    { model: ['int_claims', '        cut_weight,\n', '        2 * cut_weight as cut_weight,\n'] },
  ],
  ebs_attachments_do_not_overlap: [
    {
      model: [
        'int_ebs_attachments',
        'else stopped_at end as stopped_at',
        "else timestamp '9999-12-31' end as stopped_at",
      ],
    },
  ],
  final_months_have_no_estimated_line: [
    {
      model: ['int_months', 'totals.estimated_lines = 0 as is_final', 'true as is_final'],
      billRows: estimatedLine(),
    },
  ],
  final_rollups_equal_their_runs: [
    {
      model: [
        'costs_by_aws_product_final',
        'costs.unblended_cost',
        '2 * costs.unblended_cost as unblended_cost',
      ],
    },
  ],
  loaded_months_have_bill_lines: [{ bill: onlyATotal() }],
  loaded_rows_are_bill_lines: [
    { bill: splitRowWithCost() },
    { model: ['int_bill_lines', 'where {{in_scope', "where resource_id <> 'profiles' and {{in_scope"] },
  ],
  product_areas_have_what_every_company_has: [
    {
      seeds: {
        product_areas: [
          ['api', 'All of it.'],
          ['idle', 'Nobody.'],
          ['website', 'The site.'],
        ],
        allocation_rules: [],
        allocation_splits: [],
        ecs_services: [],
      },
    },
  ],
  published_final_months_are_those_of_their_runs: [
    { tampering: 'update rollups.costs_by_product_area_final set unblended_cost = unblended_cost + 1' },
    { tampering: 'update rollups.finalized_months set bill_total = 0' },
    { tampering: 'delete from rollups.costs_by_ecs_service_final' },
  ],
  published_history_never_changed: [
    { tampering: 'update rollups.costs_by_aws_product set unblended_cost = 0' },
    { tampering: 'update rollups.runs set bill_total = 0' },
    { tampering: 'delete from rollups.costs_by_product_area' },
  ],
  seeds_have_no_spaces_around_names: [
    { seeds: { allocation_rules: ofProduct('Nothing '), allocation_splits: [] } },
    { seeds: { allocation_rules: ofProduct(' *'), allocation_splits: [] } },
    { seeds: { ecs_services: [['web ', 'api', null, 'Odd.']] } },
    {
      seeds: {
        product_areas: [...areas, ['web ', 'With a space.']],
        allocation_rules: [],
        allocation_splits: [],
        ecs_services: [],
      },
    },
  ],
  shares_make_a_whole: [
    {
      billRows: supportLine(),
      model: [
        'alc_pool_shares',
        'coalesce(shares.share_weight, {{big_integer "1"}})',
        '2 * coalesce(shares.share_weight, {{big_integer "1"}})',
      ],
    },
  ],
};

const cases = Object.entries(damages).flatMap(([assertion, list]) =>
  list.map((damage, index) => [assertion, index + 1, damage] as const),
);

describe('the assertions that ship with the project', () => {
  it('each have something here that they notice', () => {
    const files = readdirSync(path.join(repositoryRoot, 'tests/assertions')).map(
      (file) => path.parse(file).name,
    );
    expect(Object.keys(damages).sort()).toEqual(files.sort());
  });

  it('find nothing in a good bill', async () => {
    await withTestWarehouse(async (warehouse, folder) => {
      const project = await readShippedProject(folder);
      const sources = await writeBill(folder, { billRows: total('StatementTotal', '3.00') });
      await buildAndPublish({ project, warehouse, sources });
    });
  });

  it.each(Object.entries(explainedTotals))(
    'find nothing in a bill whose rounding is in the total of %s',
    async (_, billRows) => {
      await withTestWarehouse(async (warehouse, folder) => {
        const project = await readShippedProject(folder);
        await buildAndPublish({ project, warehouse, sources: await writeBill(folder, { billRows }) });
      });
    },
  );

  it("compares each payer's totals of an account with the lines in that payer's bill", async () => {
    const billRows =
      memberLines +
      accountTotals('3.00', '1.004', '2.002') +
      total('StatementTotal', '6.006') +
      billOfNewPayer('0.25') +
      ofPayer(
        payerWithoutAccounts,
        accountRow('LineItem', payer, '7.00', '4821') + total('StatementTotal', '7.00'),
      );
    await withTestWarehouse(async (warehouse, folder) => {
      const project = await readShippedProject(folder);
      await buildAndPublish({ project, warehouse, sources: await writeBill(folder, { billRows }) });
      const checks = await warehouse.query(
        "select subject, verdict, line_total from reports.bill_check where check_name = 'account' order by subject",
      );
      expect(checks.rows.map((row) => row.join(' '))).toMatchInlineSnapshot(`
        [
          "(all) of payer 412345678901 not checkable 7.000000000000000000",
          "012345678901 equal 3.000000000000000000",
          "112345678901 of payer 012345678901 equal 1.004000000000000000",
          "112345678901 of payer 312345678901 equal 0.250000000000000000",
          "212345678901 equal 2.002000000000000000",
          "312345678901 equal 0.500000000000000000",
        ]
      `);
    });
  });

  it('hold of a final month that is estimated again, though none of its costs has changed', async () => {
    await withTestWarehouse(async (warehouse, folder) => {
      const project = await readShippedProject(folder);
      const sources = await writeCaseFiles(tables, path.join(folder, 'files'));
      await buildAndPublish({ project, warehouse, sources });
      const bill = (tables.bill ?? []).map((row) => ({ ...row, invoice: 'Estimated' }));
      const reopened = await writeCaseFiles({ ...tables, bill }, path.join(folder, 'reopened'));
      const input = { project, warehouse, sources: reopened };
      await buildAndPublish(input);
      const { nodes } = await runProjectSteps(input, 'test');
      expect(nodes.filter(({ status }) => status === 'failed').map(({ node }) => node)).toEqual([]);
      const versions = await warehouse.query('select version from rollups.finalized_months');
      expect(versions.rows).toEqual([['1']]);
    });
  });

  it.each(cases)('%s notices damage %i, and nothing is published', async (assertion, _, damage) => {
    await withTestWarehouse(async (warehouse, folder) => {
      const good = await readShippedProject(folder, damage.seeds);
      const sources = await writeBill(folder, damage);
      if (damage.tampering !== undefined) {
        await buildAndPublish({ project: good, warehouse, sources });
        await warehouse.execute(damage.tampering);
      }
      const runsBefore = await countRuns(warehouse);
      const project = withDamage(good, damage);
      const result = await buildProject({ project, warehouse, sources }, { allMonths: true });
      expect(result.outcome).toBe('failed');
      const failed = result.nodes.flatMap(({ node, status }) => (status === 'failed' ? [node] : []));
      expect(failed).toContain(assertion);
      expect(await countRuns(warehouse)).toBe(runsBefore);
    });
  });
});

function withDamage(project: Project, { model: change }: Damage): Project {
  if (change === undefined) return project;
  const [name, from, to] = change;
  const models = project.models.map((model) => {
    if (model.name !== name) return model;
    if (!model.text.includes(from)) throw new Error(`"${from}" is not in ${model.file}`);
    return { ...model, text: model.text.replace(from, () => to) };
  });
  return { ...project, models };
}

async function writeBill(folder: string, { bill, billRows = '' }: Damage) {
  const files = path.join(folder, 'files');
  const sources = await writeCaseFiles(tables, files);
  const [file = ''] = sources.bill ?? [];
  if (bill !== undefined) await writeFile(file, bill);
  else await writeFile(file, billRows, { flag: 'a' });
  return sources;
}

async function countRuns(warehouse: Warehouse): Promise<number> {
  const relations = await warehouse.relations();
  if (!relations.some(({ schema, name }) => schema === 'rollups' && name === 'runs')) return 0;
  return Number((await warehouse.query('select count(*) from rollups.runs')).rows[0]?.[0]);
}

function estimatedLine(): string {
  return `"Estimated","012345678901","012345678901","LineItem","L9","Amazon DynamoDB","1","2","3","Usage","","","N","","2017-02-07 05:00:00","2017-02-07 06:00:00","1","","1.00","","1.00","profiles",""\n`;
}

function supportLine(): string {
  return `"4711","012345678901","012345678901","LineItem","L9","AWS Support (Business)","1","2","3","Dollar","","","N","","2017-02-01 00:00:00","2017-03-01 00:00:00","1","","0.10","","0.10","",""\n`;
}

function onlyATotal(): string {
  const header =
    'InvoiceID,PayerAccountId,LinkedAccountId,RecordType,RecordId,ProductName,RateId,SubscriptionId,PricingPlanId,UsageType,Operation,AvailabilityZone,ReservedInstance,ItemDescription,UsageStartDate,UsageEndDate,UsageQuantity,BlendedRate,BlendedCost,UnBlendedRate,UnBlendedCost,ResourceId,user:product_area';
  return `${header}\n${total('StatementTotal', '0')}`;
}

function splitRowWithCost(): string {
  const header =
    'identity/LineItemId,identity/TimeInterval,bill/InvoiceId,bill/PayerAccountId,bill/BillingPeriodStartDate,bill/BillingPeriodEndDate,lineItem/UsageAccountId,lineItem/LineItemType,lineItem/UsageStartDate,lineItem/UsageEndDate,lineItem/ProductCode,lineItem/UsageType,lineItem/Operation,lineItem/AvailabilityZone,lineItem/ResourceId,lineItem/UsageAmount,lineItem/CurrencyCode,lineItem/UnblendedCost,lineItem/LineItemDescription';
  const row = (id: string, operation: string): string =>
    `${id},2017-02-07T03:00:00Z/2017-02-07T04:00:00Z,4711,012345678901,2017-02-01T00:00:00Z,2017-03-01T00:00:00Z,012345678901,Usage,2017-02-07T03:00:00Z,2017-02-07T04:00:00Z,AmazonEC2,BoxUsage,${operation},,i-0aaaaaaaaaaaaaaa1,1,USD,1.00,`;
  return [header, row('a', 'RunInstances'), row('b', 'ECSTask-EC2'), ''].join('\n');
}

const instances = ['i-0aaaaaaaaaaaaaaa1', 'i-0bbbbbbbbbbbbbbb2'];
const volume = 'vol-0ddddddddddddddd4';
const hour = { started_at: '2017-02-07 03:00:00', stopped_at: '2017-02-07 04:00:00', usage_type: 'Usage' };
const tables: CaseTables = {
  bill: [
    { line: 'L1', product: 'Amazon DynamoDB', resource: 'profiles', cost: '2.00', tag: 'api', ...hour },
    { line: 'L2', product: 'Amazon Elastic Compute Cloud', resource: volume, cost: '1.00', ...hour },
  ],
  volume_events: [
    { event: 'AttachVolume', volume, instance: instances[0] ?? '', at: '2017-02-01 00:00:00' },
    { event: 'DetachVolume', volume, instance: instances[0] ?? '', at: '2017-02-02 00:00:00' },
    { event: 'AttachVolume', volume, instance: instances[1] ?? '', at: '2017-02-03 00:00:00' },
  ],
};
