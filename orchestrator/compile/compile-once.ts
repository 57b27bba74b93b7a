import type { Diagnostic } from '../base/diagnostic.ts';
import { type Memo, memoKey, noMemo } from '../base/memo.ts';
import type { NodeName } from '../base/names.ts';
import type { Graph, GraphNode } from '../graph/graph.ts';
import type { ParsedTemplate } from '../templates/template.ts';
import { compileNode } from './compile-node.ts';
import type { CompileContext } from './compiled-graph.ts';

type SqlOfNode =
  | { readonly ok: true; readonly sql: string }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * What compiles a model or test, or recalls the SQL that came of the same template among the same names before. What has a mistake is never
 * kept, nor what holds a value of the environment, which may be a secret.
 */
export function compileOnceWith(
  graph: Graph,
  context: CompileContext,
  memo: Memo = noMemo,
): (name: NodeName) => SqlOfNode {
  const surroundings = memoKey(JSON.stringify(whatTemplatesAskFor(graph, context)));
  return (name) => {
    const template = templateOf(graph.nodes.get(name));
    const key =
      template === undefined || usesEnvironment(template, graph)
        ? undefined
        : memoKey(
            surroundings,
            name,
            String(context.isIncremental(name)),
            template.file,
            template.source.text,
          );
    const known = key === undefined ? undefined : memo.find(key);
    // The memo gives back what was kept under the key, which is SQL.
    if (known !== undefined) return { ok: true, sql: known as string };
    const result = compileNode(graph, name, context);
    if (!result.ok) return result;
    const { sql } = result.compiled;
    if (key !== undefined) memo.keep(key, sql);
    return { ok: true, sql };
  };
}

/** All that a template's words and macros may give besides its own text, which is what `wordAnswers` and `checkView` look at: texts, which JSON keeps apart. */
function whatTemplatesAskFor({ project, nodes }: Graph, context: CompileContext): unknown {
  const { models, macros, contracts, loadSpecs } = project;
  const relations = [...nodes.values()].filter(({ kind }) => kind !== 'test');
  const namesOf = (columns: readonly { readonly name: string }[]): string[] =>
    columns.map(({ name }) => name);
  return {
    warehouse: context.dialect.name,
    run: context.run,
    vars: Object.entries(context.vars).map(([name, value]) => [name, String(value)]),
    relations: relations.map(({ name }) => [name, context.relationOf(name), context.thisRelation(name)]),
    models: models.map(({ name, contract, materialized }) => [name, contract, materialized]),
    macros: macros.map(({ file, text }) => [file, text]),
    contracts: contracts.map(({ name, columns }) => [name, namesOf(columns)]),
    loadSpecs: loadSpecs.map(({ name, form }) => [name, form.kind, namesOf(form.columns)]),
  };
}

function templateOf(node: GraphNode | undefined): ParsedTemplate | undefined {
  if (node?.kind === 'model') return node.template;
  return node?.kind === 'test' && node.test.kind === 'assertion' ? node.test.template : undefined;
}

/** By itself, or by a macro; none of them calls itself. */
function usesEnvironment({ uses }: ParsedTemplate, graph: Graph): boolean {
  return uses.some((use) => {
    if (use.kind !== 'macro') return use.kind === 'env';
    const macro = graph.macros.get(use.name);
    return macro !== undefined && usesEnvironment(macro, graph);
  });
}
