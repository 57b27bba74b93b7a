import type { Remark } from '../base/diagnostic.ts';
import type { PlacedLine } from '../base/source-text.ts';

/** A diagnostic whose code is the name of a rule. */
export type LintFinding = Omit<Remark, 'place' | 'lineText'> & PlacedLine;

/** What may be wrong with an allowance itself, with what it means; docs/lint.md lists them behind the rules. */
export const allowanceCodes = {
  'unused-allowance': 'Nothing is found where it stands, so it says something that is not true any more.',
  'allowance-without-reason': 'Whoever reads it later has to know why it is right here.',
  'unknown-rule': 'It names no rule.',
} as const;

export type AllowanceCode = keyof typeof allowanceCodes;
