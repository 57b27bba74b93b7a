import type { RuleFact } from '../truth/facts.ts';

/** What seeds/allocation_rules.csv says, and AWS Support, which is shared without a rule: its price is a share of the bill. */
export const companyRules: readonly RuleFact[] = [
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
    matches: ({ lineKind }) => lineKind === 'tax',
    gives: { kind: 'proportional', within: 'account' },
  },
  {
    applies: 'default',
    matches: ({ awsProduct }) => awsProduct === 'AmazonCloudWatch',
    gives: { kind: 'even', productAreas: ['api', 'integrations', 'warehouses'] },
  },
  {
    applies: 'default',
    matches: ({ awsProduct }) => /^AWS.*Support/.test(awsProduct),
    gives: { kind: 'proportional', within: 'account' },
    method: 'support',
  },
];
