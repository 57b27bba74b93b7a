import type { CompanyArea } from './product-areas.ts';

/** A service as its task definition describes it. */
export interface EcsService {
  readonly name: string;
  /** Undefined: missing in seeds/ecs_services.csv, as a service that somebody forgot to register. */
  readonly productArea?: CompanyArea;
  /** From a date on it belongs to another area. */
  readonly movesTo?: {
    readonly productArea: CompanyArea;
    readonly validFrom: string;
    readonly reason: string;
  };
  readonly reason: string;
  /** The task's reservation; 0: none, as ECS allows. */
  readonly cpu: number;
  /** What its containers reserve by themselves; none of them where it is empty. */
  readonly containersCpu: readonly number[];
  readonly memory: number;
  readonly pools: readonly PoolName[];
  /** Run by a scheduler, not by an ECS service: its tasks' group is `family:NAME`. */
  readonly isFamily?: boolean;
  readonly isFargate?: boolean;
}

export type PoolName = 'integrations' | 'core' | 'warehouses' | 'staging';

// Reservations in real clusters are small odd numbers: somebody measured once and added a little.
const reservations = [103, 205, 307, 411, 513, 769, 1021, 1537, 2047, 3071];
const memories = [128, 256, 300, 512, 750, 1024, 2048, 4096];

const partners = [
  'adwords',
  'amplitude',
  'appboy',
  'bing-ads',
  'customerio',
  'facebook-pixel',
  'google-analytics',
  'heap',
  'hubspot',
  'intercom',
  'iterable',
  'kissmetrics',
  'mailchimp',
  'marketo',
  'mixpanel',
  'optimizely',
  'salesforce',
  'slack',
  'webhooks',
  'zendesk',
];

/** Every service of the company, in the order of the seed. */
export const ecsServices: readonly EcsService[] = [
  ...partners.map((partner) =>
    service(`integration-${partner}`, 'integrations', `Sends events to ${partner}.`, [
      'integrations',
      'staging',
    ]),
  ),
  service('integration-retries', 'integrations', 'Sends again what a partner refused.', [
    'integrations',
    'core',
  ]),
  service('integrations-consumer', 'integrations', 'Reads the queue of events for all partners.', [
    'integrations',
    'staging',
  ]),
  service('tracking-api', 'api', 'Takes events from servers.', ['core', 'staging']),
  service('tracking-api-pixel', 'api', 'Takes events from mail and adverts.', ['core']),
  service('tracking-api-browser', 'api', 'Takes events from browsers.', ['core']),
  service('tracking-api-mobile', 'api', 'Takes events from phones.', ['core']),
  service('bulk-import', 'api', 'Takes files of old events.', ['core']),
  service('event-validator', 'api', 'Refuses what is no event.', ['core', 'staging']),
  service('event-deduplicator', 'api', 'Drops what came twice.', ['core', 'integrations']),
  service('event-router', 'api', 'Decides who gets an event.', ['core', 'integrations', 'staging']),
  service('schema-service', 'api', 'Knows which events a customer sends.', ['core']),
  {
    ...service('event-replay', 'api', 'Built by the API team.', ['core', 'warehouses']),
    movesTo: {
      productArea: 'warehouses',
      validFrom: '2017-02-15',
      reason: 'Handed over to the warehouses team.',
    },
  },
  service('warehouse-sync-redshift', 'warehouses', 'Loads into Redshift.', ['warehouses', 'staging']),
  service('warehouse-sync-postgres', 'warehouses', 'Loads into Postgres.', ['warehouses']),
  service('warehouse-sync-bigquery', 'warehouses', 'Loads into BigQuery.', ['warehouses']),
  service('warehouse-transformer', 'warehouses', 'Turns events into rows.', ['warehouses', 'staging']),
  service('warehouse-scheduler', 'warehouses', 'Decides which warehouse is next.', ['warehouses']),
  service('warehouse-schema', 'warehouses', 'Alters tables of customers.', ['warehouses']),
  service('warehouse-sources-salesforce', 'warehouses', 'Fetches objects from Salesforce.', ['warehouses']),
  service('warehouse-sources-stripe', 'warehouses', 'Fetches payments from Stripe.', ['warehouses']),
  {
    ...service('warehouse-backfill', 'warehouses', 'Loads the past of a new customer.', []),
    isFargate: true,
  },
  service('app-server', 'website', 'The app behind the login.', ['core', 'staging']),
  service('app-gateway', 'website', 'What the app asks.', ['core']),
  service('cdn-settings', 'website', 'Writes the settings that the CDN serves.', ['core', 'integrations']),
  service('docs-site', 'website', 'The documentation.', ['core', 'warehouses']),
  { ...service('page-renderer', 'website', 'Renders the marketing site.', []), isFargate: true },
  service('metrics-collector', 'internal', 'Sends metrics of all hosts.', [
    'integrations',
    'core',
    'warehouses',
    'staging',
  ]),
  service('log-shipper', 'internal', 'One on each host.', []),
  {
    ...service('alert-router', 'internal', 'Wakes people up.', ['core', 'integrations']),
    cpu: 0,
    containersCpu: [64, 39],
  },
  // Neither the task nor its container reserves anything: it weighs the least that ECS gives.
  {
    ...service('deploy-bot', 'internal', 'Rolls out what was merged.', ['core', 'staging', 'integrations']),
    cpu: 0,
    containersCpu: [],
  },
  service('customer-support-tools', 'internal', 'What support looks into.', ['core', 'warehouses']),
  service('feature-flags', 'internal', 'Turns features on.', ['core', 'warehouses', 'integrations']),
  {
    ...service('family:nightly-rollup', 'internal', 'Adds up this bill every night.', [
      'warehouses',
      'integrations',
    ]),
    isFamily: true,
  },
  {
    ...service('beta-audiences', 'integrations', 'New, and nobody has registered it yet.', [
      'core',
      'integrations',
    ]),
    productArea: undefined,
  },
  {
    ...service('beta-previews', 'website', 'New, and nobody has registered it yet.', []),
    productArea: undefined,
    isFargate: true,
  },
];

/** Runs once on every host, from its start to its end. */
export const daemonService: EcsService = findService('log-shipper');

function service(
  name: string,
  productArea: CompanyArea,
  reason: string,
  pools: readonly PoolName[],
): EcsService {
  // A number from the name, so that a new service changes no other one.
  const number = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9973, 7);
  const cpu = reservations[number % reservations.length] ?? 103;
  const memory = memories[number % memories.length] ?? 128;
  return { name, productArea, reason, cpu, containersCpu: [cpu], memory, pools };
}

function findService(name: string): EcsService {
  const found = ecsServices.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`internal error: no service "${name}"`);
  return found;
}
