/**
 * What the independent computation starts from: lines of a bill, and what events and snapshots made known. Times are
 * milliseconds since 1970 UTC, intervals half-open, money units of 10^-18 dollars. No SQL, no file, no format.
 */
export interface LineFact {
  readonly id: string;
  /** The month that the bill is for: `2017-01`. */
  readonly statementMonth: string;
  readonly accountId: string;
  readonly awsProduct: string;
  readonly lineKind: string;
  readonly resourceId?: string;
  readonly startedAt: number;
  readonly stoppedAt: number;
  /** The line's own value of the product area tag, trimmed. */
  readonly productAreaTag?: string;
  readonly units: bigint;
}

/** All that the events of one task said together, whatever their order. */
export interface TaskFact {
  readonly taskArn: string;
  readonly service: string;
  /** Undefined on Fargate, and where no event or snapshot names the instance of its container instance. */
  readonly instanceId?: string;
  readonly cpuUnits?: number;
  readonly containersCpuUnits?: number;
  /** Undefined if it never started. */
  readonly startedAt?: number;
  /** Undefined if no event says that it stopped. */
  readonly stoppedAt?: number;
  /** When its container instance was deregistered, if an event says it. */
  readonly deregisteredAt?: number;
}

export interface AttachmentFact {
  readonly volumeId: string;
  readonly instanceId: string;
  readonly attachedAt: number;
  readonly detachedAt?: number;
}

/** A row of seeds/ecs_services.csv. `validFrom` is a date `2017-02-15`; undefined: since ever. */
export interface ServiceAreaFact {
  readonly service: string;
  readonly productArea: string;
  readonly validFrom?: string;
}

/**
 * A rule as seeds/allocation_rules.csv has it: `first` comes before tags and events, `default` after them. Of several
 * that match, the first in the list counts.
 */
export interface RuleFact {
  readonly applies: 'first' | 'default';
  readonly matches: (line: LineFact) => boolean;
  readonly gives: RuleTarget;
  /** What the allocation calls it when the rule shares a line: `shared`, or `support`. */
  readonly method?: Method;
}

export type RuleTarget =
  | { readonly kind: 'area'; readonly productArea: string }
  | { readonly kind: 'even'; readonly productAreas: readonly string[] }
  /** In proportion to what the areas have of their own, in the same month, or month and account. */
  | { readonly kind: 'proportional'; readonly within: 'month' | 'account' };

export interface Facts {
  readonly tasks: readonly TaskFact[];
  readonly attachments: readonly AttachmentFact[];
  /** Volumes that any event or snapshot knows, attached or not. */
  readonly knownVolumes: ReadonlySet<string>;
  /** When TerminateInstances was called, by instance. */
  readonly terminations: ReadonlyMap<string, number>;
  readonly serviceAreas: readonly ServiceAreaFact[];
  readonly productAreas: ReadonlySet<string>;
  readonly rules: readonly RuleFact[];
}

/** How a part was found: the words of allocated_costs.method. */
export type Method =
  | 'first_rule'
  | 'ecs'
  | 'tag'
  | 'resource_tag'
  | 'ebs_ecs'
  | 'ebs'
  | 'fargate'
  | 'rule'
  | 'shared'
  | 'support'
  | 'ebs_unattached'
  | 'unallocated';

/** What one product area gets of one line. */
export interface Part {
  readonly productArea: string;
  readonly method: Method;
  readonly service?: string;
  readonly instanceId?: string;
  readonly units: bigint;
}

export const unallocated = 'unallocated';

/** Text by its code points, as warehouses compare UTF-8 bytes; `localeCompare` would depend on the machine. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
