import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { allowanceCodes } from '../../../orchestrator/lint/lint-finding.ts';
import type { LintRule, RuleKind } from '../../../orchestrator/lint/lint-rule.ts';
import { lintRules } from '../../../orchestrator/lint/lint-rules.ts';
import { expectGolden } from '../../support/golden.ts';
import { repositoryRoot } from '../../support/read-shipped-project.ts';

const file = path.join(repositoryRoot, 'docs/lint.md');
const page = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');

const titles: Readonly<Record<RuleKind, string>> = {
  'another-answer': 'The same text, another answer',
  'only-redshift': 'Only on Redshift',
  'only-duckdb': 'Only in DuckDB',
};

const cell = (text: string): string => text.replaceAll('|', '\\|');

function row({ name, example, differs, instead, limits = '', source }: LintRule): string {
  const shown = example.length > 130 ? `${example.slice(0, 60)}…` : example;
  return `| \`${name}\` | \`${cell(shown)}\` | ${cell(differs)} | ${cell(instead)} | ${cell(limits)} | ${cell(source)} |`;
}

/** The rules as docs/lint.md shows them; `UPDATE_GOLDENS=1` writes them there. */
function formatRules(): string {
  const kinds = Object.entries(titles).map(([kind, title]) => {
    const rows = lintRules.filter((rule) => rule.kind === kind).map(row);
    const head =
      '| rule | finds | what differs | what to write instead | what it does not see | source |\n|---|---|---|---|---|---|';
    return `### ${title}\n\n${head}\n${rows.join('\n')}`;
  });
  return kinds.join('\n\n');
}

describe('docs/lint.md', () => {
  it('has every rule, as the code has it', () => {
    const [before = '', , after = ''] = page
      .split(/(?<=<!-- rules -->\n)[\s\S]*?(?=<!-- end of rules -->)/)
      .flatMap((part, index) => (index === 0 ? [part, ''] : [part]));
    expectGolden(file, `${before}\n${formatRules()}\n\n${after}`);
  });

  it('says what may be wrong with an allowance', () => {
    for (const [code, meaning] of Object.entries(allowanceCodes))
      expect(page).toContain(`| \`${code}\` | ${meaning} |`);
  });
});
