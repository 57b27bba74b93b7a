import { dayMs, hourMs, type SampleMonth } from '../calendar.ts';
import { type Account, accounts, production, regionCode } from '../company/accounts.ts';
import type { SampleWorld } from '../world/sample-world.ts';
import { type BillRow, billRow, quantityOne, ticks } from './bill-row.ts';
import { ec2 } from './compute-meters.ts';
import type { UsagePlan } from './usage-rows.ts';

/**
 * What comes once a month: support, taxes, credits, a refund, the fees of reservations, a line of no length. Their sums are
 * shares of what the whole bill should cost about, in ticks.
 */
export function monthlyRows(
  world: SampleWorld,
  plan: UsagePlan,
  billTotal: bigint,
  month: SampleMonth,
): BillRow[] {
  const total = (billTotal * BigInt(month.hours)) / BigInt(world.calendar.hours);
  const share = (perMillion: number): bigint => (total * BigInt(perMillion)) / 1_000_000n;
  const whole = { month, startedAt: month.startedAt, stoppedAt: month.stoppedAt, endsASecondEarly: true };
  const perAccount = (account: Account, perMillion: number): bigint =>
    share(account === production ? perMillion : perMillion / 10);
  return [
    ...accounts.map((account) =>
      billRow({
        ...whole,
        account,
        invoice: 'support',
        kind: 'fee',
        product: 'AWS Support (Business)',
        usageType: 'Dollar',
        description: '10% of monthly AWS usage for the first $0-$10K, 7% for the next',
        cost: perAccount(account, 38_000),
      }),
    ),
    ...accounts.flatMap((account) =>
      [ec2, 'Amazon DynamoDB'].map((product) =>
        billRow({
          ...whole,
          account,
          kind: 'tax',
          product,
          usageType: '',
          description: `Tax for product code ${product === ec2 ? 'AmazonEC2' : 'AmazonDynamoDB'}`,
          cost: perAccount(account, 5000) + 3n,
        }),
      ),
    ),
    billRow({
      ...whole,
      account: production,
      kind: 'credit',
      product: ec2,
      usageType: '',
      description: 'AWS Activate Promotional Credit',
      cost: -share(7000),
    }),
    ...resourceRows(world, plan, month, share),
    ...reservationRows(month, share),
  ];
}

type Share = (perMillion: number) => bigint;

/** Odd lines that do name a resource: a credit for a host, a refund for a database, a line without length. */
function resourceRows({ hosts }: SampleWorld, plan: UsagePlan, month: SampleMonth, share: Share): BillRow[] {
  const present = (host: (typeof hosts)[number]): number =>
    Math.min(host.terminatedAt ?? month.stoppedAt, month.stoppedAt) -
    Math.max(host.launchedAt, month.startedAt);
  const [host] = [...hosts].sort((left, right) => present(right) - present(left));
  const database = plan.families.find(({ family }) => family.name === 'rds')?.resources[0];
  if (host === undefined || database === undefined)
    throw new Error('internal error: a sample without host or database');
  const { account, tagsAt } = database;
  const resourceId = database.rows[0]?.row.resourceId ?? '';
  const middle = month.startedAt + 9 * dayMs + 5 * hourMs;
  return [
    billRow({
      month,
      startedAt: month.startedAt,
      stoppedAt: month.stoppedAt,
      endsASecondEarly: true,
      account: host.pool.account,
      kind: 'credit',
      product: ec2,
      usageType: `${regionCode}-BoxUsage:c4.8xlarge`,
      operation: 'RunInstances',
      description: 'Service credit for degraded hardware of one instance',
      cost: -share(900) - 1n,
      resourceId: host.instanceId,
    }),
    billRow({
      month,
      startedAt: middle,
      stoppedAt: middle + hourMs,
      account,
      kind: 'refund',
      product: 'Amazon RDS Service',
      usageType: `${regionCode}-InstanceUsage:db.r3.2xl`,
      description: 'Refund for an instance hour charged twice',
      cost: -ticks(945, 1000),
      resourceId,
      tags: tagsAt(middle),
    }),
    billRow({
      month,
      startedAt: middle,
      stoppedAt: middle,
      account,
      product: 'Amazon RDS Service',
      usageType: `${regionCode}-RDS:StorageIOUsage`,
      operation: 'CreateDBInstance',
      description: '$0.10 per 1 million I/O requests',
      cost: 6_000n,
      quantity: quantityOne / 100n,
      resourceId,
      tags: tagsAt(middle),
    }),
  ];
}

/** Reservations are nobody's resource: a fee for every hour of the month, and one in advance for a year. */
function reservationRows(month: SampleMonth, share: Share): BillRow[] {
  const fee = billRow({
    month,
    startedAt: month.startedAt,
    stoppedAt: month.stoppedAt,
    endsASecondEarly: true,
    account: production,
    kind: 'fee',
    product: ec2,
    usageType: `${regionCode}-HeavyUsage:r3.2xlarge`,
    operation: 'RunInstances',
    isReserved: true,
    description: 'USD 0.3 hourly fee per Linux/UNIX (Amazon VPC), r3.2xlarge instance',
    cost: share(9000),
    quantity: BigInt(month.hours) * quantityOne,
  });
  if (month.number !== 2) return [fee];
  const boughtAt = month.startedAt + 4 * dayMs + 10 * hourMs;
  return [
    fee,
    {
      ...fee,
      invoice: 'purchase',
      startedAt: boughtAt,
      stoppedAt: boughtAt + 365 * dayMs,
      description: 'Sign up charge for subscription: 314159265',
      quantity: 4n * quantityOne,
      cost: share(14_000),
    },
  ];
}
