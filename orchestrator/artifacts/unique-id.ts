import { createHash } from 'node:crypto';
import type { GraphNode } from '../graph/graph.ts';

/** The name by which dbt's artifacts know a node: `model.aws_bill.int_bill_lines`, `source.aws_bill.aws_dbr.line_items`. */
export function uniqueId(projectName: string, node: GraphNode): string {
  switch (node.kind) {
    case 'source':
      return ['source', projectName, ...sourceParts(node.name)].join('.');
    case 'test': {
      if (node.test.kind === 'assertion') return `test.${projectName}.${node.name}`;
      const digest = createHash('sha256').update(node.name).digest('hex').slice(0, 10);
      return `test.${projectName}.${node.name}.${digest}`;
    }
    case 'seed':
    case 'model':
      return `${node.kind}.${projectName}.${node.name}`;
    default:
      return node satisfies never;
  }
}

/** The same of a macro, which is no node: `macro.aws_bill.split_cost`. */
export function macroId(projectName: string, macro: string): string {
  return `macro.${projectName}.${macro}`;
}

/** `raw_aws_dbr__line_items` → `aws_dbr`, `line_items`, as in `{{source "aws_dbr" "line_items"}}`. */
export function sourceParts(rawTable: string): readonly [source: string, table: string] {
  const match = /^raw_(.+?)__(.+)$/.exec(rawTable);
  return [match?.[1] ?? 'raw', match?.[2] ?? rawTable];
}
