/** The words of the template language that give a text, with the names of their arguments; docs/templates.md explains them. */
export const words: Readonly<Record<string, readonly string[]>> = {
  ref: ['name'],
  source: ['source', 'table'],
  union_of: ['contract'],
  loaded_rows: ['source'],
  this: [],
  var: ['name'],
  env: ['name'],
  in_scope: ['column'],
  run_id: [],
  run_started_at: [],
  git_commit: [],
  target_name: [],
};

/** Words whose arguments stand in double quotes, so that what a template uses is known without rendering it. */
export const namingWords: ReadonlySet<string> = new Set([
  'ref',
  'source',
  'union_of',
  'loaded_rows',
  'var',
  'env',
]);

/** Words that are true or false: `{{#if (eq …)}}`. `and` and `or` take two or more. */
export const conditionWords: ReadonlySet<string> = new Set(['incremental', 'eq', 'ne', 'and', 'or', 'not']);

/** Every word that a macro or a parameter must not take for its name. */
export const reservedWords: ReadonlySet<string> = new Set([
  ...Object.keys(words),
  ...conditionWords,
  'if',
  'unless',
  'else',
]);
