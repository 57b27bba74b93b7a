import type { Diagnostic } from '../base/diagnostic.ts';
import type { GraphNode } from '../graph/graph.ts';
import type { Dialect } from '../warehouses/dialect.ts';

/** A view whose query the warehouse would refuse, before anything runs: a late-binding one cannot have a recursive step. */
export function checkView(node: GraphNode, sql: string, { lateBinding, name }: Dialect): Diagnostic[] {
  if (lateBinding === undefined || node.kind !== 'model' || node.model.materialized !== 'view') return [];
  if (!/\bwith\s+recursive\b/i.test(codeOf(sql))) return [];
  const message = `"${node.name}" is kept as view and its SQL has "with recursive", which ${name} does not take in a view that is made ${lateBinding}.`;
  const hint = 'Write "materialized: table" in its header.';
  return [{ severity: 'error', code: 'recursive-view', message, place: { file: node.model.file }, hint }];
}

/** All at once: a comment may have an apostrophe in it, and a text may look like a comment. */
function codeOf(sql: string): string {
  return sql.replace(/'(?:[^'\\]|\\.|'')*'|--[^\r\n]*|\/\*.*?\*\//gs, ' ');
}
