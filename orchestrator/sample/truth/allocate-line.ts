import { attachedInstances } from './attached-instances.ts';
import { type Boundary, boundariesOf, boundariesWithin, cutUnits, nothing, whole } from './cut-units.ts';
import { type LineFact, type Part, type RuleFact, type RuleTarget, unallocated } from './facts.ts';
import {
  areaOfResource,
  areaOfService,
  type KnownWorld,
  type ServiceWeight,
  servicesOn,
} from './known-world.ts';

/** Where a piece of a line goes: to an area, or to several by a split that comes after all other lines. */
export type Claim = Omit<Part, 'units'> | SharedClaim;

export interface SharedClaim {
  readonly sharedBy: Exclude<RuleTarget, { readonly kind: 'area' }>;
  readonly method: Part['method'];
  readonly instanceId?: string;
}

/** A piece of a line, in the order in which pieces are cut, and how far the line is given away with it: exactly. */
export interface Piece {
  readonly claim: Claim;
  readonly upTo: Boundary;
  readonly units: bigint;
}

/**
 * Gives one bill line away, by the first treatment that applies: a first rule; the services on the instance that it names;
 * its own tag; its resource's; the instances that its volume was attached to; the service of its Fargate task; a default
 * rule; nobody. The pieces' units add up to the line's.
 */
export function allocateLine(line: LineFact, world: KnownWorld): Piece[] {
  const cuts = cutLine({ ...line, stoppedAt: Math.max(line.stoppedAt, line.startedAt + 1) }, world);
  const pieces = cutUnits(
    line.units,
    cuts.map(({ upTo }) => upTo),
  );
  return cuts.map(({ claim, upTo }, position) => ({ claim, upTo, units: pieces[position] ?? 0n }));
}

type Cut = Omit<Piece, 'units'>;

function cutLine(line: LineFact, world: KnownWorld): Cut[] {
  const { resourceId } = line;
  const firstRule = findRule(line, world, 'first');
  if (firstRule !== undefined) return [{ claim: claimOfRule(firstRule), upTo: whole }];

  const instanceId = resourceId !== undefined && isInstance(resourceId) ? resourceId : undefined;
  if (instanceId !== undefined) {
    const services = servicesOn(world, instanceId, line.startedAt, line.stoppedAt);
    if (services.length > 0) return cutByService(line, world, services, { instanceId, method: 'ecs' });
  }

  const { productAreaTag } = line;
  if (productAreaTag !== undefined && world.facts.productAreas.has(productAreaTag)) {
    return [{ claim: { productArea: productAreaTag, method: 'tag', instanceId }, upTo: whole }];
  }
  if (resourceId !== undefined) {
    const productArea = areaOfResource(world, line, resourceId);
    if (productArea !== undefined)
      return [{ claim: { productArea, method: 'resource_tag', instanceId }, upTo: whole }];
    if (isVolume(resourceId)) return cutByAttachment(line, world, resourceId);
    const service = world.serviceByTaskArn.get(resourceId);
    if (service !== undefined) return [{ claim: claimOfTask(line, world, service), upTo: whole }];
  }
  return [{ claim: { ...leftOver(line, world), instanceId }, upTo: whole }];
}

/** A volume's line over its instances, and each of those over its services: one cut of the line, so one rounding. */
function cutByAttachment(line: LineFact, world: KnownWorld, volumeId: string): Cut[] {
  const cuts = attachedInstances(world, volumeId, line.startedAt, line.stoppedAt);
  let from = nothing;
  return boundariesOf(cuts.map(({ weight }) => weight)).flatMap((until, position): Cut[] => {
    const instanceId = cuts[position]?.instanceId;
    const stretch = [from, until] as const;
    from = until;
    if (instanceId === undefined) return [{ claim: leftOver(line, world, volumeId), upTo: until }];
    const services = servicesOn(world, instanceId, line.startedAt, line.stoppedAt);
    if (services.length > 0) {
      const inner = cutByService(line, world, services, { instanceId, method: 'ebs_ecs' });
      const boundaries = boundariesWithin(
        ...stretch,
        inner.map(({ upTo }) => upTo),
      );
      return inner.map(({ claim }, service) => ({ claim, upTo: boundaries[service] ?? until }));
    }
    const productArea = areaOfResource(world, line, instanceId);
    const claim: Claim =
      productArea === undefined
        ? { ...leftOver(line, world), instanceId }
        : { productArea, method: 'ebs', instanceId };
    return [{ claim, upTo: until }];
  });
}

function cutByService(
  line: LineFact,
  world: KnownWorld,
  services: readonly ServiceWeight[],
  by: Pick<Part, 'instanceId' | 'method'>,
): Cut[] {
  const boundaries = boundariesOf(services.map(({ weight }) => weight));
  return services.map(({ service }, position) => ({
    claim: { ...by, service, productArea: areaOfService(world, service, line.startedAt) ?? unallocated },
    upTo: boundaries[position] ?? whole,
  }));
}

function claimOfTask(line: LineFact, world: KnownWorld, service: string): Claim {
  const productArea = areaOfService(world, service, line.startedAt);
  if (productArea !== undefined) return { productArea, method: 'fargate', service };
  const claim = leftOver(line, world);
  return claim.method === 'unallocated' ? { ...claim, service } : claim;
}

/** What becomes of what no treatment claimed: a default rule's, else nobody's; the time of a known volume says so. */
function leftOver(line: LineFact, world: KnownWorld, unattachedVolume?: string): Claim {
  const rule = findRule(line, world, 'default');
  if (rule !== undefined) return claimOfRule(rule);
  const isKnown = unattachedVolume !== undefined && world.facts.knownVolumes.has(unattachedVolume);
  return { productArea: unallocated, method: isKnown ? 'ebs_unattached' : 'unallocated' };
}

function findRule(line: LineFact, world: KnownWorld, applies: RuleFact['applies']): RuleFact | undefined {
  return world.facts.rules.find((rule) => rule.applies === applies && rule.matches(line));
}

function claimOfRule({ applies, gives, method }: RuleFact): Claim {
  if (gives.kind !== 'area') return { sharedBy: gives, method: method ?? 'shared' };
  return { productArea: gives.productArea, method: applies === 'first' ? 'first_rule' : 'rule' };
}

function isInstance(resourceId: string): boolean {
  return /^i-[0-9a-f]{8,17}$/.test(resourceId);
}

function isVolume(resourceId: string): boolean {
  return /^vol-[0-9a-f]{8,17}$/.test(resourceId);
}
