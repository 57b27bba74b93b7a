import { production, region, regionCode, staging } from './accounts.ts';
import type { CompanyArea } from './product-areas.ts';

/** One AWS product with all that the company has of it. */
export interface UsageFamily {
  readonly name: string;
  readonly product: string;
  /** Of 1,000 rows that are no instances', how many are of this family. */
  readonly rowShare: number;
  /** Of 1,000 dollars of the whole bill, how many it costs. */
  readonly costShare: number;
  /** Whose resources they are, in turns. Empty: lines name no resource. */
  readonly areas: readonly CompanyArea[];
  /** The resource as a bill names it. */
  readonly resourceId: (accountId: string, name: string) => string;
  readonly isTagged: boolean;
  readonly kinds: readonly UsageKind[];
}

export interface UsageKind {
  readonly usageType: string;
  readonly operation: string;
  readonly description: string;
  /** Dollars a unit, in units of 10^-11. 0: the free tier. */
  readonly rate: bigint;
  /** Charged for a whole day at once. */
  readonly isDaily?: boolean;
}

const arn = (service: string, type: string) => (accountId: string, name: string) =>
  `arn:aws:${service}:${region}:${accountId}:${type}${name}`;
const none = () => '';

export const usageFamilies: readonly UsageFamily[] = [
  family(
    'dynamodb',
    'Amazon DynamoDB',
    300,
    102,
    ['integrations', 'api', 'warehouses', 'internal', 'api'],
    arn('dynamodb', 'table/'),
    [
      kind(
        'WriteCapacityUnit-Hrs',
        'CommittedThroughput',
        '$0.00065 per hour for 10 units of write capacity',
        6_500_000n,
      ),
      kind(
        'ReadCapacityUnit-Hrs',
        'CommittedThroughput',
        '$0.00065 per hour for 50 units of read capacity',
        1_300_000n,
      ),
      kind('TimedStorage-ByteHrs', 'StandardStorage', '$0.25 per GB-Month of storage', 25_000_000_000n),
    ],
  ),
  family(
    's3',
    'Amazon Simple Storage Service',
    220,
    56,
    ['api', 'warehouses', 'website', 'integrations', 'internal'],
    (_, name) => `company-${name}`,
    [
      kind('Requests-Tier1', 'PutObject', '$0.005 per 1,000 PUT, COPY, POST, or LIST requests', 500_000n),
      kind('Requests-Tier2', 'GetObject', '$0.004 per 10,000 GET and all other requests', 40_000n),
      {
        ...kind(
          'TimedStorage-ByteHrs',
          'StandardStorage',
          '$0.023 per GB - first 50 TB / month of storage used',
          2_300_000_000n,
        ),
        isDaily: true,
      },
      kind('DataTransfer-In-Bytes', 'PutObject', '$0.000 per GB - data transfer in per month', 0n),
    ],
  ),
  family('rds', 'Amazon RDS Service', 60, 60, ['website', 'internal', 'integrations'], arn('rds', 'db:'), [
    kind(
      'InstanceUsage:db.r3.2xl',
      'CreateDBInstance:0002',
      '$0.945 per RDS R3 Double Extra Large instance hour running MySQL',
      94_500_000_000n,
    ),
    kind(
      'RDS:GP2-Storage',
      'CreateDBInstance:0002',
      '$0.115 per GB-month of provisioned GP2 storage running MySQL',
      11_500_000_000n,
    ),
  ]),
  family(
    'elasticache',
    'Amazon ElastiCache',
    50,
    38,
    ['api', 'integrations', 'website'],
    arn('elasticache', 'cluster:'),
    [
      kind(
        'NodeUsage:cache.r3.large',
        'CreateCacheCluster:0002',
        '$0.228 per R3 Large node hour running Redis',
        22_800_000_000n,
      ),
    ],
  ),
  family('redshift', 'Amazon Redshift', 15, 26, ['warehouses', 'internal'], arn('redshift', 'cluster:'), [
    kind(
      'Node:dc1.8xlarge',
      'RunComputeNode:0001',
      '$4.80 per Redshift Dense Compute Extra Large (DC1.8XL) Compute Node-hour',
      480_000_000_000n,
    ),
  ]),
  family('kinesis', 'Amazon Kinesis', 50, 20, ['api', 'integrations'], arn('kinesis', 'stream/'), [
    kind('Storage-ShardHour', 'shardHourStorage', '$0.015 per provisioned shard-hour', 1_500_000_000n),
    kind('PutRequestPayloadUnits', 'PutRequest', '$0.014 per 1,000,000 PUT Payload Units', 1_400n),
  ]),
  family('transfer', 'AWS Data Transfer', 60, 18, ['website', 'api'], (_, name) => `company-${name}`, [
    kind(
      'DataTransfer-Out-Bytes',
      'GetObject',
      '$0.090 per GB - first 10 TB / month data transfer out beyond the global free tier',
      9_000_000_000n,
    ),
  ]),
  {
    ...family('nowhere', 'AWS Data Transfer', 20, 6, [], none, [
      kind(
        'USE1-AWS-Out-Bytes',
        'PublicIP-Out',
        '$0.020 per GB - US West (Oregon) data transfer to US East (Northern Virginia)',
        2_000_000_000n,
      ),
    ]),
    isTagged: false,
  },
  family(
    'cdn',
    'Amazon CloudFront',
    40,
    18,
    ['website'],
    (accountId, name) => `arn:aws:cloudfront::${accountId}:distribution/${name}`,
    [
      kind('Requests-Tier1', 'GET', '$0.0075 per 10,000 HTTP Requests', 75_000n),
      kind(
        'DataTransfer-Out-Bytes',
        'GET',
        '$0.085 per GB - first 10 TB / month data transfer out',
        8_500_000_000n,
      ),
    ],
  ),
  family('lambda', 'AWS Lambda', 60, 2, ['internal', 'integrations', 'api'], arn('lambda', 'function:'), [
    kind('Lambda-GB-Second', 'Invoke', 'AWS Lambda - Total Compute', 1_666_700n),
    kind('Request', 'Invoke', 'AWS Lambda - Requests free tier', 0n),
  ]),
  family('queue', 'Amazon Simple Queue Service', 70, 7, ['api', 'integrations', 'internal'], arn('sqs', ''), [
    kind('Requests-Tier1', 'SQSRequestTier1', '$0.40 per million Amazon SQS requests', 40_000n),
  ]),
  {
    ...family('key', 'AWS Key Management Service', 15, 1, ['internal'], arn('kms', 'key/'), [
      kind('KMS-Requests', 'Decrypt', '$0.03 per 10,000 KMS requests', 300_000n),
    ]),
    isTagged: false,
  },
  {
    ...family('metrics', 'AmazonCloudWatch', 20, 9, [], none, [
      kind('CW:Requests', 'PutMetricData', '$0.01 per 1,000 requests', 1_000_000n),
      kind('CW:AlarmMonitorUsage', 'Unknown', '$0.10 per alarm-month', 10_000_000_000n),
    ]),
    isTagged: false,
  },
  {
    ...family('audit', 'AWS CloudTrail', 12, 3, [], none, [
      kind('PaidEventsRecorded', 'None', '$2.00 per 100,000 events recorded', 2_000_000n),
    ]),
    isTagged: false,
  },
  // Tagged with another area, so that the rule that comes first is seen to come first.
  family(
    'zone',
    'Amazon Route 53',
    8,
    2,
    ['api'],
    (_, name) => `arn:aws:route53:::hostedzone/${name.toUpperCase()}`,
    [kind('DNS-Queries', 'A', '$0.40 per 1,000,000 queries for the first 1 Billion queries', 40_000n)],
  ),
];

/** Every tenth resource is the staging account's. */
export function accountOfResource(number: number) {
  return number % 10 === 7 ? staging : production;
}

function family(
  name: string,
  product: string,
  rowShare: number,
  costShare: number,
  areas: readonly CompanyArea[],
  resourceId: UsageFamily['resourceId'],
  kinds: readonly UsageKind[],
): UsageFamily {
  return { name, product, rowShare, costShare, areas, resourceId, isTagged: true, kinds };
}

function kind(usageType: string, operation: string, description: string, rate: bigint): UsageKind {
  return { usageType: `${regionCode}-${usageType}`, operation, description, rate };
}
