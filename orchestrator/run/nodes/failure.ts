import type { PlacedLine } from '../../base/source-text.ts';
import type { GraphNode } from '../../graph/graph.ts';
import type { WarehouseError } from '../../warehouses/warehouse.ts';
import type { Statement } from '../materialize/materialization.ts';
import type { NodeFailure } from '../run-result.ts';
import { compiledPath } from './compiled-path.ts';

/** A node that was not built although the warehouse had nothing against it. */
export class NodeRefusal extends Error {
  override readonly name = 'NodeRefusal';
  constructor(
    message: string,
    /** What of the node's own file it is about. */
    readonly placed?: PlacedLine,
  ) {
    super(message);
  }
}

/** What the warehouse said, with the place in the model's own file where the statement tells it. */
export function refusedStatement(
  node: GraphNode,
  error: WarehouseError | NodeRefusal,
  statement?: Pick<Statement, 'query'>,
): NodeFailure {
  const sqlPath = compiledPath(node);
  if ('placed' in error && error.placed !== undefined) {
    const { place, lineText } = error.placed;
    const { file, line, column } = place;
    return { kind: 'refused', diagnostic: { message: error.message, file, line, column, lineText, sqlPath } };
  }
  const offset = 'detail' in error ? error.detail.offset : undefined;
  const query = statement?.query;
  if (query === undefined || offset === undefined || offset < query.offset) {
    return { kind: 'refused', diagnostic: { message: error.message, file: fileOf(node), sqlPath } };
  }
  const { inMacro, ...place } = query.compiled.map.placeOf(offset - query.offset);
  const message =
    inMacro === undefined
      ? error.message
      : `${error.message}\nThe text is that of ${inMacro.file}:${inMacro.line}:${inMacro.column}, called here.`;
  return { kind: 'refused', diagnostic: { message, ...place, sqlPath } };
}

function fileOf(node: GraphNode): string | undefined {
  switch (node.kind) {
    case 'model':
      return node.model.file;
    case 'seed':
      return node.seed.file;
    case 'source':
      return node.spec.file;
    case 'test':
      return node.test.kind === 'assertion' ? node.test.assertion.file : undefined;
    default:
      return node satisfies never;
  }
}
