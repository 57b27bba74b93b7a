import type { Diagnostic } from '../base/diagnostic.ts';
import type { NodeName } from '../base/names.ts';
import type { Graph, TestNode } from '../graph/graph.ts';
import { renderTemplate } from '../templates/render-template.ts';
import type { ParsedTemplate } from '../templates/template.ts';
import { wordAnswers } from './answer-word.ts';
import { checkLength } from './check-length.ts';
import { checkView } from './check-view.ts';
import type { CompileContext, CompileResult, MappedPlace } from './compiled-graph.ts';
import { sourceMap, sourceMapTo } from './source-map.ts';
import { compileTest } from './tests/compile-test.ts';

type Generic = Extract<TestNode['test'], { kind: 'generic' }>;

/**
 * One node's SQL for a dialect and a run: a model's query, or a test's query for the rows that should not be. Not
 * everything can be known before: an environment variable may be missing. Seeds and sources have no SQL of their own.
 */
export function compileNode(graph: Graph, name: NodeName, context: CompileContext): CompileResult {
  const node = graph.nodes.get(name);
  if (node?.kind === 'model') {
    const result = compileTemplate(graph, name, node.template, context);
    const diagnostics = result.ok ? checkView(node, result.compiled.sql, context.dialect) : [];
    return diagnostics.length > 0 ? { ok: false, diagnostics } : result;
  }
  if (node?.kind !== 'test') throw new Error(`internal error: "${name}" has no SQL to compile`);
  if (node.test.kind === 'assertion') {
    return compileTemplate(graph, name, node.test.template, { ...context, isIncremental: () => false });
  }
  const sql = compileTest(node.test.of, node.test.declared, context);
  const diagnostics = checkLength(name, sql, node.test.declared.place, context.dialect);
  if (diagnostics.length > 0) return { ok: false, diagnostics };
  return { ok: true, compiled: { name, sql, map: sourceMapTo(placeOfTest(node.test)) } };
}

function compileTemplate(
  graph: Graph,
  name: NodeName,
  template: ParsedTemplate,
  context: CompileContext,
): CompileResult {
  const diagnostics: Diagnostic[] = [];
  const { sql, segments } = renderTemplate(template, {
    macros: graph.macros,
    isIncremental: context.isIncremental(name),
    answer: wordAnswers(graph, name, context, diagnostics),
  });
  diagnostics.push(...checkLength(name, sql, { file: template.source.file }, context.dialect));
  return diagnostics.length > 0
    ? { ok: false, diagnostics }
    : { ok: true, compiled: { name, sql, map: sourceMap(sql, segments) } };
}

function placeOfTest({ declared: { place, lineText } }: Generic): MappedPlace {
  const { file, line = 1, column = 1 } = place;
  return { file, line, column, lineText };
}
