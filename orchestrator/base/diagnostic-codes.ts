/**
 * Every code that a diagnostic may carry, with the room that gives it. Each has a section in docs/errors.md and a small
 * broken project, or a broken input, under tests/ that produces it; a test compares the three lists.
 */
export const diagnosticCodes = [
  // project/: what is written in the project's files
  'no-project',
  'bad-yaml',
  'bad-header',
  'unknown-key',
  'duplicate-name',
  'bad-name',
  'unknown-layer',
  'bad-seed',
  // templates/ and graph/: what the files say of each other
  'bad-template',
  'unknown-ref',
  'unknown-name',
  'bad-arguments',
  'layer-out-of-order',
  'cycle',
  'broken-contract',
  'unknown-selector',
  // compile/: what a warehouse would not take
  'statement-too-long',
  'publication-too-long',
  'recursive-view',
  // load/: what the bill and event files hold
  'no-bill',
  'file-not-found',
  'unknown-format',
  'missing-column',
  'bad-value',
  'ragged-row',
  'bad-encoding',
  'bad-archive',
  'bad-json',
  'mixed-currencies',
  'same-file-twice',
  'two-bills-of-a-month',
  'unreadable-file',
  'not-loaded',
  's3-refused',
  'passed-over',
  'missing-tag-key',
  'unknown-month',
  'stale-bill',
  'shrunk-bill',
  'grown-bill',
  'late-usage',
  // run/ and commands/: what keeps a run from starting
  'unknown-target',
  'bad-target',
  'missing-environment-variable',
  'part-of-history',
  'already-running',
  'lock-taken-over',
  'lock-lost',
  'publication-unknown',
  'warehouse-refused',
  'disk-full',
  'outdated-raw-table',
  'no-such-month',
  'not-built',
  'bad-option',
  'not-notified',
] as const;

export type DiagnosticCode = (typeof diagnosticCodes)[number];
