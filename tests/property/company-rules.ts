import type { RuleFact } from '../../orchestrator/sample/truth/facts.ts';
import type { SeedRows } from '../support/read-shipped-project.ts';

/** The seeds of every random company, as rows and as the facts that they say. */
export const serviceRows: SeedRows = [
  ['api-web', 'api', null, ''],
  ['api-Web', 'website', null, ''],
  ['sync', 'warehouses', null, ''],
  ['sync', 'integrations', '2017-02-01', ''],
  ['worker', 'internal', '2017-01-31', ''],
];

export const ruleRows: SeedRows = [
  ruleRow('dns', 10, 'first', 'Amazon Route 53', 'website', null),
  ruleRow('trail', 20, 'default', 'AWS CloudTrail', 'internal', null),
  ruleRow('watch', 30, 'default', 'AmazonCloudWatch', null, 'even'),
  ruleRow('tax', 40, 'default', 'Sales*', null, 'proportional_month'),
];
export const splitRows: SeedRows = [
  ['watch', 'api', '1', ''],
  ['watch', 'warehouses', '1', ''],
  ['watch', 'website', '1', ''],
];

export const rules: readonly RuleFact[] = [
  {
    applies: 'first',
    matches: ({ awsProduct }) => awsProduct === 'Amazon Route 53',
    gives: { kind: 'area', productArea: 'website' },
  },
  {
    applies: 'default',
    matches: ({ awsProduct }) => awsProduct === 'AWS CloudTrail',
    gives: { kind: 'area', productArea: 'internal' },
  },
  {
    applies: 'default',
    matches: ({ awsProduct }) => awsProduct === 'AmazonCloudWatch',
    gives: { kind: 'even', productAreas: ['api', 'warehouses', 'website'] },
  },
  {
    applies: 'default',
    matches: ({ awsProduct }) => awsProduct === 'Sales Tax',
    gives: { kind: 'proportional', within: 'month' },
  },
  {
    applies: 'default',
    matches: ({ awsProduct }) => awsProduct.includes('Support'),
    gives: { kind: 'proportional', within: 'account' },
    method: 'support',
  },
];

function ruleRow(
  id: string,
  priority: number,
  applies: string,
  product: string,
  area: string | null,
  split: string | null,
): (string | null)[] {
  return [
    id,
    String(priority),
    applies,
    product,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    area,
    split,
    'A rule of the test.',
  ];
}
