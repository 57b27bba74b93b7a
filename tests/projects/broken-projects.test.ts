import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Diagnostic, formatDiagnostics } from '../../orchestrator/base/diagnostic.ts';
import { runId } from '../../orchestrator/base/names.ts';
import { compileNode } from '../../orchestrator/compile/compile-node.ts';
import { buildGraph } from '../../orchestrator/graph/build-graph.ts';
import type { Graph } from '../../orchestrator/graph/graph.ts';
import { selectNodes } from '../../orchestrator/graph/select-nodes.ts';
import { readProject } from '../../orchestrator/project/read-project.ts';
import { dialectOf } from '../../orchestrator/warehouses/open-warehouse.ts';
import { expectGolden } from '../support/golden.ts';

const folder = path.join(import.meta.dirname, 'broken');

/** What the commands find before a warehouse is opened; select.txt holds what `--select` is given. */
async function mistakesOf(root: string): Promise<readonly Diagnostic[]> {
  const project = await readProject(root);
  if (!project.ok) return project.diagnostics;
  const graph = buildGraph(project.value);
  if (!graph.ok) return graph.diagnostics;
  const selectFile = path.join(root, 'select.txt');
  if (existsSync(selectFile)) {
    const expressions = readFileSync(selectFile, 'utf8').trim().split(/\r?\n/);
    return expressions.flatMap((expression) => selectNodes(graph.value, [expression]).diagnostics);
  }
  return compileAll(graph.value);
}

function compileAll(graph: Graph): Diagnostic[] {
  return graph.order
    .filter((name) => ['model', 'test'].includes(graph.nodes.get(name)?.kind ?? ''))
    .flatMap((name) => {
      const result = compileNode(graph, name, {
        dialect: dialectOf(graph.project.targets[graph.project.defaultTarget]?.type ?? 'duckdb'),
        vars: graph.project.vars,
        environment: {},
        relationOf: String,
        thisRelation: String,
        isIncremental: () => false,
        run: { id: runId('r1'), startedAt: new Date(0), gitCommit: null, target: 'local', months: undefined },
      });
      return result.ok ? [] : result.diagnostics;
    });
}

describe('a broken project', () => {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  it.each(names.map(({ name }) => name))('is told what is wrong, where, and what to do: %s', async (name) => {
    const root = path.join(folder, name);
    const diagnostics = await mistakesOf(root);
    expect(diagnostics.map(({ code }) => code)).toContain(name.split('--')[0]);
    expectGolden(path.join(root, 'expected.txt'), `${formatDiagnostics(diagnostics)}\n`);
  });
});
