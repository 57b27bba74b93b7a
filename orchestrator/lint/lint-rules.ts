import type { LintRule } from './lint-rule.ts';
import { arithmeticRules } from './rules/arithmetic-rules.ts';
import { decimalRules } from './rules/decimal-rules.ts';
import { duckdbQueryRules } from './rules/duckdb-query-rules.ts';
import { duckdbValueRules } from './rules/duckdb-value-rules.ts';
import { queryRules } from './rules/query-rules.ts';
import { redshiftRules } from './rules/redshift-rules.ts';
import { textRules } from './rules/text-rules.ts';

/** Every rule, in the order of docs/lint.md; of several for one place the first speaks. */
export const lintRules: readonly LintRule[] = [
  ...arithmeticRules,
  ...decimalRules,
  ...textRules,
  ...queryRules,
  ...redshiftRules,
  ...duckdbQueryRules,
  ...duckdbValueRules,
];
