import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Bill lines of the one month. */
  readonly lines: number;
  readonly isQuick: boolean;
  readonly isTenfold: boolean;
  /** Only these groups; all if there is none. */
  readonly only: readonly GroupName[];
  /** Samples are made here and stay for the next time; absent: a temporary folder that goes. */
  readonly folder?: string;
  /** Where to write the figures. */
  readonly json?: string;
  /** To make these ratios the committed ones. */
  readonly isNewReference: boolean;
  readonly isProfile: boolean;
}

/** The groups of rows, in the order in which they are measured. */
const groupNames = [
  'engine',
  'ecs-split',
  'csv',
  'forms',
  'months',
  'limit',
  'redshift-load',
  'tenfold',
] as const;
export type GroupName = (typeof groupNames)[number];

export const usage = `npm run bench -- [options]

  --quick             a minute or two: small, and compared with the committed ratios; a clear regression is exit code 1
  --lines <count>     bill lines of the month (6,000,000; quick: 200,000)
  --tenfold           also ten times as many: 45 GB of disk and three quarters of an hour more at the full size
  --only <group>      one group of rows, can be repeated: ${groupNames.join(', ')}
  --profile           no table: the slowest nodes of a build, and how DuckDB executed the slowest of them
  --folder <folder>   keep samples there for the next time
  --json <file>       where to write the figures (target/bench.json)
  --write-reference   make the quick ratios of this run the ones in bench/reference.json
`;

/** The options, or the sentence that says what is wrong with them. */
export function parseBenchOptions(arguments_: readonly string[]): BenchOptions | string {
  let values: ReturnType<typeof parse>['values'];
  try {
    ({ values } = parse(arguments_));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const isQuick = values.quick ?? false;
  const lines = Number(values.lines ?? (isQuick ? 200_000 : 6_000_000));
  if (!Number.isSafeInteger(lines) || lines < 1000)
    return `--lines is a whole number, at least 1000, and got "${values.lines}".`;
  if (values['write-reference'] && !isQuick) return '--write-reference goes with --quick.';
  const only: GroupName[] = [];
  for (const name of values.only ?? []) {
    const known = groupNames.find((group) => group === name);
    if (known === undefined) return `--only is one of ${groupNames.join(', ')}, and got "${name}".`;
    only.push(known);
  }
  return {
    lines,
    isQuick,
    isTenfold: values.tenfold ?? false,
    only,
    folder: values.folder,
    json: values.json,
    isNewReference: values['write-reference'] ?? false,
    isProfile: values.profile ?? false,
  };
}

/** How often the month lies on disk at once, in all of its forms: what a group makes goes with it, but for samples. */
export function timesOnDisk({ only, isQuick, isTenfold, isProfile }: BenchOptions): number {
  const has = (group: GroupName): boolean => !isProfile && (only.length === 0 || only.includes(group));
  const sampleAndDatabase = 1.5;
  const forms = has('forms') ? 0.5 : 0;
  const year = has('months') && (!isQuick || only.length > 0) ? 2.5 : 0;
  const tenfold = isTenfold || only.includes('tenfold') ? 15 : 0;
  return sampleAndDatabase + forms + year + tenfold;
}

function parse(arguments_: readonly string[]) {
  return parseArgs({
    args: [...arguments_],
    options: {
      quick: { type: 'boolean' },
      lines: { type: 'string' },
      tenfold: { type: 'boolean' },
      only: { type: 'string', multiple: true },
      profile: { type: 'boolean' },
      folder: { type: 'string' },
      json: { type: 'string' },
      'write-reference': { type: 'boolean' },
    },
  });
}
