import type { Command } from './command.ts';
import type { CommandOption } from './command-options.ts';

/** One command as people see it, and how to get its code. */
export interface CommandEntry {
  readonly name: string;
  readonly group: string;
  readonly argument?: { readonly name: string; readonly description: string };
  readonly description: string;
  readonly options: readonly CommandOption[];
  /** Command lines without the leading `npx apportion`, each with what it is for. */
  readonly examples: readonly (readonly [line: string, purpose: string])[];
  /** Late, because a warehouse's library takes longer to load than most commands take to run. */
  readonly load: () => Promise<Command<never>>;
}

const whole = 'A whole run';
const parts = 'Parts of a run';
const look = 'To look';
const help = 'To begin, and to tidy up';

const ofProject: readonly CommandOption[] = ['target', 'vars', 'json', 'quiet', 'projectDir'];
const ofExecution: readonly CommandOption[] = ['log', 'notify', ...ofProject];
const ofBuild: readonly CommandOption[] = [
  ...(['select', 'exclude', 'month', 'allMonths', 'source', 'noPublish'] as const),
  ...ofExecution,
];

/** All commands in the order of `--help`. */
export const commandTable: readonly CommandEntry[] = [
  {
    name: 'build',
    group: whole,
    description:
      'Load, build, audit and publish; nothing is published unless it adds up to the bill, exactly',
    options: ofBuild,
    examples: [
      ['build --source bill=./my-bill.csv.zip', 'an own bill'],
      [
        'build --source bill=./bills --source ecs_events=./events --month 2017-02',
        'one month, with container events',
      ],
      ['build --vars product_area_tag=team', 'another tag says what belongs to whom'],
      ['build --no-publish --vars idle=keep', 'whether it adds up so; readers see what they saw before'],
      ['build --all-months', 'once more, though nothing is new'],
      ['build --json > run.jsonl', 'for programs'],
      [
        'build --log json --notify failure warning',
        'every night: a log that can be searched, and a word if something is wrong',
      ],
    ],
    load: async () => (await import('./build.ts')).build,
  },
  {
    name: 'load',
    group: parts,
    description: 'Read bill and event files into the raw tables; what is unchanged is not read again',
    options: ['source', 'month', ...ofExecution],
    examples: [['load --source bill=./bills', 'every bill in a folder, whichever its format']],
    load: async () => (await import('./load.ts')).load,
  },
  {
    name: 'seed',
    group: parts,
    description: 'Publish the CSV files of seeds/',
    options: ['select', 'exclude', ...ofExecution],
    examples: [['seed --select ecs_services', 'one of them']],
    load: async () => (await import('./seed.ts')).seed,
  },
  {
    name: 'run',
    group: parts,
    description:
      'Build models from what was loaded before and publish them; a run adds to all append-only models or to none',
    options: ofBuild.filter((option) => option !== 'source'),
    examples: [
      ['run --select int_bill_lines+', 'a model and all that reads it'],
      ['run --select layer:allocation --month 2017-02', 'one layer of one month'],
      ['run --no-publish', 'does it add up? nobody sees what was built'],
    ],
    load: async () => (await import('./run.ts')).run,
  },
  {
    name: 'test',
    group: parts,
    description: 'Run the tests on what is published',
    options: ['select', 'exclude', 'month', ...ofExecution],
    examples: [
      ['test', 'all of them'],
      ['test --select alc_own_costs', 'the tests of one model'],
    ],
    load: async () => (await import('./test.ts')).test,
  },
  {
    name: 'plan',
    group: look,
    description:
      'Print the statements that build would execute on what is loaded, in their order, and execute none',
    options: ofBuild.filter((option) => !['noPublish', 'log', 'notify'].includes(option)),
    examples: [['plan --month 2017-02 --select layer:rollups', 'what would be published']],
    load: async () => (await import('./plan.ts')).plan,
  },
  {
    name: 'compile',
    group: look,
    description: 'Write the SQL of models and tests to target/compiled; with one selected, print it',
    options: ['select', 'exclude', 'month', 'target', 'vars', 'json', 'projectDir'],
    examples: [
      ['compile', 'everything; no warehouse is needed'],
      ['compile --select alc_host_parts', 'one model, printed'],
    ],
    load: async () => (await import('./compile.ts')).compile,
  },
  {
    name: 'lint',
    group: look,
    description:
      'Find SQL that gives another answer, or none, on one of the warehouses; none is needed for it',
    options: ['select', 'exclude', 'json', 'projectDir'],
    examples: [
      ['lint', 'models, assertions and macros; 1 if something is found'],
      ['lint --select alc_host_parts', 'one model, and the macros that it uses'],
    ],
    load: async () => (await import('./lint.ts')).lint,
  },
  {
    name: 'ls',
    group: look,
    description: 'List models, seeds, sources and tests by layer',
    options: ['select', 'exclude', 'json', 'projectDir'],
    examples: [
      ['ls --select +costs_by_product_area', 'what a rollup is made of'],
      ['ls --select kind:test', 'tests'],
    ],
    load: async () => (await import('./ls.ts')).ls,
  },
  {
    name: 'show',
    group: look,
    argument: { name: 'model', description: 'a model, seed or raw table' },
    description: 'Print the first rows of what is published',
    options: ['limit', 'month', 'target', 'json', 'csv', 'projectDir'],
    examples: [
      ['show costs_by_product_area', 'the first ten rows'],
      ['show allocated_costs --month 2017-02 --limit 1000 --csv > february.csv', 'for a spreadsheet'],
    ],
    load: async () => (await import('./show.ts')).show,
  },
  {
    name: 'report',
    group: look,
    description: 'Print the summary of a published run: areas, what is unallocated and why, tags, the proof',
    options: ['run', 'target', 'json', 'projectDir'],
    examples: [['report', 'the latest run']],
    load: async () => (await import('./report.ts')).report,
  },
  {
    name: 'sample',
    group: help,
    description: "Write a made-up company's bill and events, and what the answer must be",
    options: ['lines', 'out', 'seed', 'months', 'compress', 'noTruth', 'json', 'quiet'],
    examples: [['sample --lines 20000 --out sample --seed 1', 'twenty thousand bill lines in two months']],
    load: async () => (await import('./sample.ts')).sample,
  },
  {
    name: 'debug',
    group: help,
    description: 'Check what a run needs: the project, the target, the files, room on disk and in memory',
    options: ['target', 'source', 'vars', 'json', 'projectDir'],
    examples: [['debug --source bill=./my-bill.csv.zip', 'can this bill be read?']],
    load: async () => (await import('./debug.ts')).debug,
  },
  {
    name: 'clean',
    group: help,
    description: 'Remove what commands wrote into target/',
    options: ['warehouse', 'release', 'all', 'target', 'projectDir'],
    examples: [
      ['clean', 'compiled SQL, artifacts and journals'],
      ['clean --warehouse', 'what dead runs have left in the warehouse, too'],
      ['clean --all --target demo', "the demo's database as well"],
    ],
    load: async () => (await import('./clean.ts')).clean,
  },
];
