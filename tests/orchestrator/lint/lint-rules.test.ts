import { beforeAll, describe, expect, it } from 'vitest';
import type { LintFinding } from '../../../orchestrator/lint/lint-finding.ts';
import { lintProject } from '../../../orchestrator/lint/lint-project.ts';
import { lintRules } from '../../../orchestrator/lint/lint-rules.ts';
import { everyDialect } from '../../../orchestrator/warehouses/every-dialect.ts';
import { graphOf, modelText } from '../../support/write-project.ts';
import { ruleCases } from './rule-cases.ts';

/** A model's query begins below its header's three lines. */
const headerLines = 3;
const fileName = (rule: string, which: string): string =>
  `models/staging/stg_${rule.replaceAll('-', '_')}_${which}.sql`;

let findings: readonly LintFinding[] = [];

beforeAll(async () => {
  const files: Record<string, string> = {
    'models/contracts/costs.yml': 'description: X.\ncolumns: [{name: unblended_cost, type: cost}]\n',
  };
  for (const { name, example } of lintRules) files[fileName(name, 'example')] = modelText(example);
  for (const [name, { found, missed }] of Object.entries(ruleCases)) {
    files[fileName(name, 'found')] = modelText(found);
    files[fileName(name, 'missed')] = modelText(missed);
  }
  findings = lintProject({ graph: await graphOf(files), dialects: everyDialect() }).findings;
});

const found = (rule: string, which: string): string[] =>
  findings
    .filter(({ place }) => place.file === fileName(rule, which))
    .map(({ code, place }) => `${place.line - headerLines}:${place.column} ${code}`);

describe('the rules of lint', () => {
  it('each have a case, and a name of their own', () => {
    expect(Object.keys(ruleCases)).toEqual(lintRules.map(({ name }) => name));
  });

  it.each(lintRules.map(({ name }) => name))(
    'find what they are about, at its line and column: %s',
    (name) => {
      expect(found(name, 'found')).toEqual([`${ruleCases[name]?.at} ${name}`]);
    },
  );

  it.each(lintRules.map(({ name }) => name))('let what looks like it pass: %s', (name) => {
    expect(found(name, 'missed')).toEqual([]);
  });

  it.each(lintRules.map(({ name }) => name))('show an example with exactly one finding: %s', (name) => {
    expect(found(name, 'example').map((text) => text.split(' ')[1])).toEqual([name]);
  });

  it('say what differs and what to do in sentences', () => {
    for (const { differs, instead, limits = 'X.' } of lintRules) {
      expect(differs).toMatch(/^[a-z].*[^.]$/);
      expect(instead).toMatch(/^[A-Z].*[.)]$/);
      expect(limits).toMatch(/^[A-Z].*\.$/);
    }
  });
});
