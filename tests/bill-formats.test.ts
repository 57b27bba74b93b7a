import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatCsv } from './cases/format-csv.ts';
import { buildAndPublish } from './support/build-project.ts';
import { withTestWarehouse } from './support/open-test-warehouse.ts';
import { readShippedProject } from './support/read-shipped-project.ts';

/** A line of an hour, before any format has written it down. */
interface Line {
  readonly product: string;
  readonly resource: string;
  readonly cost: string;
  readonly tag?: string;
  readonly service?: string;
}

const lines: readonly Line[] = [
  { product: 'AmazonDynamoDB', resource: 'table/profiles', cost: '1.00', tag: 'warehouses' },
  { product: 'AmazonDynamoDB', resource: 'table/profiles', cost: '2.00' },
  { product: 'AmazonECS', resource: taskArn('t1'), cost: '4.00', service: 'integration-heap' },
  { product: 'AmazonECS', resource: taskArn('t2'), cost: '8.00' },
  { product: 'AmazonEC2', resource: 'eni-0aaaaaaaaaaaaaaa1', cost: '16.00', service: 'integration-heap' },
];

const expected = [
  ['table/profiles', 'warehouses', null, 'tag', null, '1.000000000000000000'],
  ['table/profiles', 'warehouses', null, 'resource_tag', null, '2.000000000000000000'],
  [taskArn('t1'), 'integrations', 'integration-heap', 'fargate', null, '4.000000000000000000'],
  [
    taskArn('t2'),
    'unallocated',
    null,
    'unallocated',
    'no event says which ECS service the task belonged to',
    '8.000000000000000000',
  ],
  ['eni-0aaaaaaaaaaaaaaa1', 'integrations', 'integration-heap', 'fargate', null, '16.000000000000000000'],
];

const payer = '012345678901';
const [hour, nextHour] = ['2017-02-07T03:00:00Z', '2017-02-07T04:00:00Z'];

/** Each format's row of a line. */
const formats: Readonly<Record<string, (line: Line, id: string) => Readonly<Record<string, string>>>> = {
  DBR: ({ product, resource, cost, tag, service }, id) => ({
    InvoiceID: '4711',
    PayerAccountId: payer,
    LinkedAccountId: payer,
    RecordType: 'LineItem',
    RecordId: id,
    ProductName: product,
    UsageType: 'Usage',
    Operation: '',
    ItemDescription: '',
    UsageStartDate: '2017-02-07 03:00:00',
    UsageEndDate: '2017-02-07 04:00:00',
    UsageQuantity: '1',
    UnBlendedCost: cost,
    ResourceId: resource,
    'user:product_area': tag ?? '',
    'aws:ecs:serviceName': service ?? '',
  }),
  CUR: ({ product, resource, cost, tag, service }, id) => ({
    'identity/LineItemId': id,
    'identity/TimeInterval': `${hour}/${nextHour}`,
    'bill/PayerAccountId': payer,
    'bill/BillingPeriodStartDate': '2017-02-01T00:00:00Z',
    'lineItem/UsageAccountId': payer,
    'lineItem/LineItemType': 'Usage',
    'lineItem/UsageStartDate': hour,
    'lineItem/UsageEndDate': nextHour,
    'lineItem/ProductCode': product,
    'lineItem/ResourceId': resource,
    'lineItem/CurrencyCode': 'USD',
    'lineItem/UnblendedCost': cost,
    'resourceTags/user:product_area': tag ?? '',
    'resourceTags/aws:ecs:serviceName': service ?? '',
  }),
  'CUR in snake case': ({ tag, service, ...line }, id) => ({
    ...snakeCaseRow(line, id),
    resource_tags_user_product_area: tag ?? '',
    resource_tags_aws_ecs_service_name: service ?? '',
  }),
  'CUR 2.0': ({ tag, service, ...line }, id) => ({
    ...snakeCaseRow(line, id),
    resource_tags: JSON.stringify({ user_product_area: tag, aws_ecs_service_name: service }),
  }),
  FOCUS: ({ product, resource, cost, tag, service }) => ({
    BillingAccountId: payer,
    SubAccountId: payer,
    BillingCurrency: 'USD',
    BillingPeriodStart: '2017-02-01T00:00:00Z',
    ChargeCategory: 'Usage',
    ChargePeriodStart: hour,
    ChargePeriodEnd: nextHour,
    x_ServiceCode: product,
    ServiceName: product,
    ResourceId: resource,
    BilledCost: cost,
    Tags: JSON.stringify({ product_area: tag, 'aws:ecs:serviceName': service }),
  }),
};

describe('the same lines', () => {
  it.each(Object.entries(formats))('are allocated alike from %s', async (_, rowOf) => {
    await withTestWarehouse(async (warehouse, folder) => {
      const bill = path.join(folder, 'bill-2017-02.csv');
      await writeFile(bill, formatCsv(lines.map((line, index) => rowOf(line, `L${index}`))));
      const project = await readShippedProject(folder);
      await buildAndPublish({ project, warehouse, sources: { bill: [bill] } });
      const { rows } = await warehouse.query(
        `select resource_id, product_area, ecs_service, method, reason, unblended_cost from allocation.allocated_costs
         order by unblended_cost`,
      );
      expect(rows).toEqual(expected);
    });
  });
});

function snakeCaseRow(
  { product, resource, cost }: Omit<Line, 'tag' | 'service'>,
  id: string,
): Readonly<Record<string, string>> {
  return {
    identity_line_item_id: id,
    identity_time_interval: `${hour}/${nextHour}`,
    bill_payer_account_id: payer,
    bill_billing_period_start_date: '2017-02-01T00:00:00Z',
    line_item_usage_account_id: payer,
    line_item_line_item_type: 'Usage',
    line_item_usage_start_date: hour,
    line_item_usage_end_date: nextHour,
    line_item_product_code: product,
    line_item_resource_id: resource,
    line_item_currency_code: 'USD',
    line_item_unblended_cost: cost,
  };
}

function taskArn(name: string): string {
  return `arn:aws:ecs:us-west-2:012345678901:task/main/${name}`;
}
