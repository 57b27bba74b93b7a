import { writeCompiledFiles } from '../compile/write-compiled-files.ts';
import type { GraphNode } from '../graph/graph.ts';
import type { CompiledRun } from './nodes/compile-run.ts';
import { compiledPath } from './nodes/compiled-path.ts';

/** Writes the SQL of each model and test to target/compiled/, as the warehouse gets it. */
export function writeCompiled(root: string, nodes: readonly GraphNode[], compiled: CompiledRun): void {
  writeCompiledFiles(
    root,
    nodes.flatMap((node) => {
      const sql = compiled.forRun.get(node.name)?.sql;
      return sql === undefined ? [] : [{ file: compiledPath(node), sql }];
    }),
  );
}
