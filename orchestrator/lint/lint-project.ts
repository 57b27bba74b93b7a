import { type NodeName, nodeName, runId } from '../base/names.ts';
import { placeAt } from '../base/source-text.ts';
import { wordAnswers } from '../compile/answer-word.ts';
import type { Graph } from '../graph/graph.ts';
import { findCode } from '../templates/find-code.ts';
import type { AnsweredCall } from '../templates/render-template.ts';
import type { ParsedTemplate } from '../templates/template.ts';
import type { Dialect } from '../warehouses/dialect.ts';
import { applyAllowances, type PlacedComment } from './apply-allowances.ts';
import { declaredTypes } from './declared-types.ts';
import type { LintFinding } from './lint-finding.ts';
import type { Found, LintRule } from './lint-rule.ts';
import { lintRules } from './lint-rules.ts';
import { originOf, type TracedSql } from './marks.ts';
import { type SqlCode, sqlCode } from './sql-code.ts';
import { tokenizeSql } from './tokenize-sql.ts';
import { traceTemplate } from './trace-template.ts';

export interface LintInput {
  readonly graph: Graph;
  readonly dialects: readonly Dialect[];
  /** Absent: everything. */
  readonly selected?: ReadonlySet<NodeName>;
}

/** What was looked at, and what was found in it, one finding for a place. */
export interface LintResult {
  readonly files: number;
  readonly findings: readonly LintFinding[];
}

/**
 * Looks at the SQL of models, assertions and macros, in both branches of each condition, as each dialect would get it. What a
 * dialect's helper or a word of the language gave is not looked at; the arguments of helpers are.
 */
export function lintProject({ graph, dialects, selected }: LintInput): LintResult {
  const { macros, all } = templatesOf(graph, selected);
  const columnType = declaredTypes(graph.project);
  const findings = new Map<string, LintFinding>();
  for (const dialect of dialects) {
    for (const { name, template } of all) {
      const answer = answersFor(graph, name, dialect);
      for (const traced of traceTemplate(template, { macros: graph.macros, answer })) {
        const code = sqlCode(tokenizeSql(traced.sql), columnType);
        for (const rule of lintRules) {
          for (const found of rule.find(code)) note(findings, rule, found, code, traced);
        }
      }
    }
  }
  const wholeFiles = new Set(all.map(({ template }) => template.file));
  const isWhole = (file: string): boolean =>
    wholeFiles.has(file) && (selected === undefined || !macros.has(file));
  const ruleNames = lintRules.map(({ name }) => name);
  const left = applyAllowances({
    findings: [...findings.values()],
    comments: all.flatMap(commentsOf),
    isWhole,
    ruleNames,
  });
  return { files: wholeFiles.size, findings: onePerPlace(left) };
}

/** The first of each place: what is allowed there does not hide another rule, and one mistake is told once. */
function onePerPlace(findings: readonly LintFinding[]): LintFinding[] {
  const first = new Map<string, LintFinding>();
  for (const finding of findings) {
    const { file, line, column } = finding.place;
    const key = `${file}:${line}:${column}`;
    if (!first.has(key)) first.set(key, finding);
  }
  return [...first.values()];
}

interface NamedTemplate {
  readonly name: NodeName;
  readonly template: ParsedTemplate;
  /** Where in the file the SQL begins. */
  readonly bodyOffset: number;
}

function commentsOf({ template: { source }, bodyOffset }: NamedTemplate): PlacedComment[] {
  return findCode(source.text, bodyOffset).comments.map(({ start, end }) => ({
    source,
    offset: start,
    text: source.text.slice(start, end),
  }));
}

/** The selected models and assertions, and the macros that they use; without a selection all of each. */
function templatesOf(
  graph: Graph,
  selected: ReadonlySet<NodeName> | undefined,
): { readonly macros: ReadonlySet<string>; readonly all: readonly NamedTemplate[] } {
  const nodes = graph.order
    .filter((name) => selected === undefined || selected.has(name))
    .flatMap((name): NamedTemplate[] => {
      const node = graph.nodes.get(name);
      if (node?.kind === 'model')
        return [{ name, template: node.template, bodyOffset: node.model.bodyOffset }];
      if (node?.kind !== 'test' || node.test.kind !== 'assertion') return [];
      return [{ name, template: node.test.template, bodyOffset: node.test.assertion.bodyOffset }];
    });
  const used = new Set<string>();
  const visit = ({ uses }: ParsedTemplate): void => {
    for (const use of uses) {
      if (use.kind !== 'macro' || used.has(use.name)) continue;
      used.add(use.name);
      const macro = graph.macros.get(use.name);
      if (macro !== undefined) visit(macro);
    }
  };
  for (const { template } of nodes) visit(template);
  const macros = graph.project.macros
    .filter(({ name }) => selected === undefined || used.has(name))
    .flatMap(({ name, bodyOffset }): NamedTemplate[] => {
      const template = graph.macros.get(name);
      return template === undefined ? [] : [{ name: nodeName(name), template, bodyOffset }];
    });
  return { macros: new Set(macros.map(({ template }) => template.file)), all: [...nodes, ...macros] };
}

/** What words and helpers give, without a run: every relation is named as in the project. */
function answersFor(graph: Graph, name: NodeName, dialect: Dialect): (call: AnsweredCall) => string {
  const relation = (node: NodeName): string => dialect.identifier(node);
  const answer = wordAnswers(
    graph,
    name,
    {
      dialect,
      vars: graph.project.vars,
      environment: {},
      relationOf: relation,
      thisRelation: relation,
      isIncremental: () => true,
      run: {
        id: runId('r00000000t000000_0000'),
        startedAt: new Date(0),
        gitCommit: null,
        target: '',
        months: undefined,
      },
    },
    [],
  );
  // What an environment variable says is not the project's.
  return (call) => (call.word === 'env' ? 'environment_variable' : answer(call));
}

/** Only what begins in a file of the project: the rest is a dialect's own. */
function note(
  findings: Map<string, LintFinding>,
  rule: LintRule,
  { first, last }: Found,
  code: SqlCode,
  traced: TracedSql,
): void {
  const begin = code.tokens[first];
  const end = code.tokens[last];
  const origin = begin && originOf(traced, begin.start);
  if (begin === undefined || end === undefined || origin === undefined) return;
  const { source } = origin.template;
  const key = `${source.file}:${origin.offset} ${rule.name}`;
  if (findings.has(key)) return;
  const until = originOf(traced, end.end - 1);
  const isOneStretch = until?.template === origin.template && until.offset >= origin.offset;
  const written = (isOneStretch ? source.text.slice(origin.offset, until.offset + 1) : begin.text).replace(
    /\s+/g,
    ' ',
  );
  findings.set(key, {
    severity: 'error',
    code: rule.name,
    message: `"${written.length > 60 ? `${written.slice(0, 57)}…` : written}" ${rule.differs}.`,
    ...placeAt(
      source,
      origin.offset,
      isOneStretch ? until.offset + 1 : origin.offset + begin.end - begin.start,
    ),
    hint: rule.instead,
  });
}
