import { anyMonth, billStartedAt, dayMs, hourMs, secondMonthStartedAt } from '../calendar.ts';
import type { Account } from '../company/accounts.ts';
import { accountOfResource, type UsageFamily, type UsageKind } from '../company/usage-families.ts';
import { type Random, randomStream } from '../random.ts';
import { type BillRow, billRow, type RowTags } from './bill-row.ts';

export interface UsageKindRow {
  readonly kind: UsageKind;
  readonly row: BillRow;
}

/** A table, bucket, queue … with what its lines carry as tags at a time. */
export interface UsageResource {
  readonly account: Account;
  /** A row of each kind of usage that the family has, without time, amount and tags. */
  readonly rows: readonly UsageKindRow[];
  /** How much of the family's cost it has, in thousandths of the average. */
  readonly weight: number;
  readonly tagsAt: (at: number) => RowTags;
}

const activation = billStartedAt + 8 * dayMs + 14 * hourMs;
const handover = secondMonthStartedAt + 13 * dayMs + 9 * hourMs;

/** The resources of a family that has about so many rows. The first few are the odd ones, so that they never miss. */
export function buildUsageResources(seed: number, family: UsageFamily, rows: number): UsageResource[] {
  const random = randomStream(seed, `resources/${family.name}`);
  const count = family.areas.length === 0 ? 2 : Math.min(160, Math.max(8, Math.ceil(rows / 900)));
  return Array.from({ length: count }, (_, number) => {
    const account =
      family.areas.length === 0 && number === 1 ? accountOfResource(7) : accountOfResource(number);
    const area = family.areas[number % family.areas.length];
    const name = `${area ?? 'none'}-${family.name}-${number + 1}`;
    const productAreaAt = family.isTagged ? chooseTag(random, family, number, area) : () => undefined;
    const isUntagged = productAreaAt(Number.POSITIVE_INFINITY) === undefined;
    return {
      account,
      rows: family.kinds.map((kind) => ({
        kind,
        row: kindRow(family, kind, account, family.resourceId(account.id, name)),
      })),
      weight: isUntagged && family.isTagged ? random.between(100, 500) : random.between(300, 1700),
      tagsAt: (at) => ({ ...describe(name, number), productArea: productAreaAt(at) }),
    };
  });
}

function kindRow({ product }: UsageFamily, kind: UsageKind, account: Account, resourceId: string): BillRow {
  const { usageType, operation, description, rate } = kind;
  const untimed = { month: anyMonth, startedAt: 0, stoppedAt: 0, cost: 0n };
  return billRow({ ...untimed, account, product, usageType, operation, description, rate, resourceId });
}

type TagAt = (at: number) => string | undefined;

function chooseTag(random: Random, { name }: UsageFamily, number: number, area: string | undefined): TagAt {
  const taggedSince =
    (moment: number): TagAt =>
    (at) =>
      at >= moment ? area : undefined;
  switch (`${name}/${number}`) {
    case 'dynamodb/3':
      return (at) => (at < handover ? area : 'warehouses');
    case 'dynamodb/4':
      return () => 'growth';
    case 's3/3':
      return () => ` ${area} `;
    case 's3/4':
      return (at) => (at < secondMonthStartedAt ? area : undefined);
  }
  if (number === 1) return taggedSince(activation);
  if (number === 2) return () => undefined;
  const lot = random.integer(100);
  if (lot < 6 && number > 2) return () => undefined;
  if (lot < 18 && number > 2) return taggedSince(billStartedAt + random.between(1, 29 * 24) * hourMs);
  return () => area;
}

/** Names as people write them: with quotes, commas and letters beyond ASCII. */
function describe(name: string, number: number): RowTags {
  if (number === 5)
    return { createdBy: 'IAMUser:AIDAEXAMPLE:zoë', name: `the "big" one, ${name}`, service: name };
  if (number % 3 === 0) return { createdBy: 'IAMUser:AIDAEXAMPLE:terraform', name };
  return number % 3 === 1 ? { name, service: name } : {};
}
