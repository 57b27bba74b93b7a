import { didYouMean } from '../base/nearest-name.ts';
import { placeAt, type SourceText } from '../base/source-text.ts';
import { allowSyntax, parseAllowComment } from './allow-comment.ts';
import type { AllowanceCode, LintFinding } from './lint-finding.ts';

/** A comment in a file of the project. */
export interface PlacedComment {
  readonly source: SourceText;
  readonly offset: number;
  readonly text: string;
}

/** What was found, and in which files everything was looked at, so that an allowance there that nothing needs is unused. */
export interface FoundInFiles {
  readonly findings: readonly LintFinding[];
  readonly comments: readonly PlacedComment[];
  readonly isWhole: (file: string) => boolean;
  readonly ruleNames: readonly string[];
}

/**
 * The findings that no comment allows, and what is wrong with the comments. A comment behind code is about its own line, one
 * that stands alone is about the next line with code.
 */
export function applyAllowances({ findings, comments, isWhole, ruleNames }: FoundInFiles): LintFinding[] {
  const allowed = new Set<LintFinding>();
  const mistakes: LintFinding[] = [];
  for (const { source, offset, text } of comments) {
    const allowance = parseAllowComment(text);
    if (allowance === undefined) continue;
    const placed = placeAt(source, offset, offset + text.length);
    const mistake = (code: AllowanceCode, message: string, hint: string): void => {
      mistakes.push({ severity: 'error', code, message, ...placed, hint });
    };
    if (!ruleNames.includes(allowance.rule)) {
      const hint =
        didYouMean(allowance.rule, ruleNames) ?? `It is written ${allowSyntax}; docs/lint.md has the rules.`;
      mistake('unknown-rule', `"${allowance.rule}" is not the name of a rule.`, hint);
      continue;
    }
    if (allowance.reason === '') {
      const message = `The comment allows "${allowance.rule}" without a reason.`;
      mistake('allowance-without-reason', message, `It is written ${allowSyntax}.`);
    }
    const line = allowedLine(source.text.split('\n'), placed.place.line, placed.place.column);
    const matching = findings.filter(
      ({ code, place }) => code === allowance.rule && place.file === source.file && place.line === line,
    );
    for (const finding of matching) allowed.add(finding);
    if (matching.length === 0 && isWhole(source.file)) {
      const message = `"${allowance.rule}" is allowed here, and nothing of it is found on line ${line}.`;
      mistake('unused-allowance', message, 'Take the comment out.');
    }
  }
  return [...findings.filter((finding) => !allowed.has(finding)), ...mistakes];
}

function allowedLine(lines: readonly string[], line: number, column: number): number {
  const before = lines[line - 1]?.slice(0, column - 1).trim() ?? '';
  if (before !== '') return line;
  const next = lines.findIndex((text, index) => index >= line && text.trim() !== '' && !/^\s*--/.test(text));
  return next < 0 ? line : next + 1;
}
