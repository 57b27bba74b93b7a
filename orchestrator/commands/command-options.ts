import { Option } from 'commander';
import { notifyWhen } from './command.ts';

/** Every option of the command line, once: the same word means the same in each command. */
export const commandOptions = {
  projectDir: () =>
    new Option('--project-dir <folder>', 'the folder of project.yml (default: this one or one above it)'),
  target: () => new Option('--target <name>', 'a target of project.yml (default: its default_target)'),
  select: () =>
    new Option(
      '--select <what...>',
      'only these nodes: name, +name, name+, tag:x, layer:x, path:x, kind:x, int_*',
    ),
  exclude: () => new Option('--exclude <what...>', 'all but these; the same expressions'),
  month: () =>
    new Option('--month <month...>', 'only these months, as 2017-02 (default: all that are in the bill)'),
  allMonths: () =>
    new Option(
      '--all-months',
      'build all months, also those for which nothing is new since they were published',
    ),
  vars: () => new Option('--vars <vars...>', 'variables of project.yml, as key=value or as a JSON object'),
  source: () =>
    new Option(
      '--source <NAME=LOCATION...>',
      'where files are: bill, ecs_events, ebs_events or resource_snapshots = a file, a folder or a glob, here or in S3 (s3://bucket/prefix/)',
    ),
  noPublish: () =>
    new Option('--no-publish', 'build and test, then drop what was built: readers see what they saw before'),
  json: () => new Option('--json', 'for programs: JSON, one object a line'),
  csv: () =>
    new Option(
      '--csv',
      'as CSV; text that a spreadsheet would run as a formula gets an apostrophe before it',
    ).conflicts('json'),
  log: () =>
    new Option(
      '--log <how>',
      'what happens, on standard error: text, or a JSON object a line (default: text)',
    ).choices(['text', 'json']),
  notify: () =>
    new Option(
      '--notify <when...>',
      'tell the webhook whose address is in APPORTION_WEBHOOK what came of it, if that is one of these',
    ).choices(notifyWhen),
  quiet: () => new Option('--quiet', 'only what failed, and the last line'),
  limit: () => new Option('--limit <rows>', 'at most this many rows').default('10'),
  lines: () => new Option('--lines <count>', 'how many bill lines').default('200000'),
  out: () => new Option('--out <folder>', 'the folder to write to').default('sample'),
  seed: () => new Option('--seed <number>', 'the same number gives the same files').default('1'),
  months: () => new Option('--months <count>', 'of a bill that begins in January 2017').default('2'),
  noTruth: () => new Option('--no-truth', 'only the files, without the answer: quicker for large ones'),
  compress: () => new Option('--compress <how>', 'the bill files').choices(['none', 'gzip']).default('none'),
  run: () => new Option('--run <run id>', 'a published run (default: the latest)'),
  warehouse: () => new Option('--warehouse', 'also drop what runs that died have left in the warehouse'),
  release: () =>
    new Option(
      '--release <run id>',
      'with --warehouse: take the lock from this run at once, which is certainly dead',
    ),
  all: () => new Option('--all', 'also remove the database of the target, with its history'),
} as const satisfies Record<string, () => Option>;

export type CommandOption = keyof typeof commandOptions;
