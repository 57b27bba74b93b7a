import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { formatDiagnostics } from '../../orchestrator/base/diagnostic.ts';
import type { NodeName } from '../../orchestrator/base/names.ts';
import { buildGraph } from '../../orchestrator/graph/build-graph.ts';
import type { Graph } from '../../orchestrator/graph/graph.ts';
import { selectNodes } from '../../orchestrator/graph/select-nodes.ts';
import { readProject } from '../../orchestrator/project/read-project.ts';
import type { RunEvent } from '../../orchestrator/run/run-event.ts';
import { type RunOptions, type RunSteps, runSteps } from '../../orchestrator/run/run-options.ts';
import { type FinishedRun, runProject } from '../../orchestrator/run/run-project.ts';
import { openDuckDb } from '../../orchestrator/warehouses/duckdb/open-duckdb.ts';
import type { Warehouse } from '../../orchestrator/warehouses/warehouse.ts';

/** A project in a temporary folder with an empty warehouse in memory, to write files into and to run. */
export interface SmallProject {
  readonly root: string;
  readonly warehouse: Warehouse;
  write(file: string, text: string): void;
  remove(file: string): void;
  graph(): Promise<Graph>;
  select(...expressions: string[]): Promise<ReadonlySet<NodeName>>;
  /** A build of everything without loading, unless told otherwise. */
  run(options?: Partial<RunOptions> & { readonly onEvent?: (event: RunEvent) => void }): Promise<FinishedRun>;
  rows(sql: string): Promise<readonly (readonly (string | null)[])[]>;
  /** `schema.name` of everything in the warehouse. */
  relations(): Promise<string[]>;
  close(): Promise<void>;
}

const projectFile = `
name: small
layers: [raw, staging, rollups]
models:
  staging: {materialized: table}
  rollups: {materialized: table}
targets:
  local: {type: duckdb, path: target/small.duckdb}
default_target: local
`;

const withoutLoading: RunSteps = { ...runSteps.build, load: false };

/** Opens a small project with two layers, `staging` and `rollups`, of tables. */
export async function openSmallProject(files: Readonly<Record<string, string>> = {}): Promise<SmallProject> {
  const root = mkdtempSync(path.join(tmpdir(), 'apportion-small-'));
  const warehouse = await openDuckDb({ path: ':memory:', threads: 2 });
  const small: SmallProject = {
    root,
    warehouse,
    write(file, text) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), text);
    },
    remove: (file) => rmSync(path.join(root, file)),
    async graph() {
      const project = await readProject(root);
      if (!project.ok) throw new Error(formatDiagnostics(project.diagnostics));
      const graph = buildGraph(project.value);
      if (!graph.ok) throw new Error(formatDiagnostics(graph.diagnostics));
      return graph.value;
    },
    async select(...expressions) {
      const selected = selectNodes(await small.graph(), expressions);
      if (!selected.ok) throw new Error(formatDiagnostics(selected.diagnostics));
      return selected.value;
    },
    async run({ onEvent, ...options } = {}) {
      const whole: RunOptions = {
        graph: await small.graph(),
        warehouse,
        target: 'local',
        command: 'run',
        steps: withoutLoading,
        effects: {
          now: () => new Date(),
          environment: {},
          workingFolder: root,
          interrupted: new AbortController().signal,
        },
        ...options,
      };
      return runProject(whole, onEvent ?? (() => {}));
    },
    rows: async (sql) => (await warehouse.query(sql)).rows,
    async relations() {
      return (await warehouse.relations()).map(({ schema, name }) => `${schema}.${name}`);
    },
    async close() {
      await warehouse.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
  small.write('project.yml', projectFile);
  for (const [file, text] of Object.entries(files)) small.write(file, text);
  return small;
}

/** The text of a model: its header and its query. */
export function model(query: string, header: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries({ description: 'A model.', ...header }).map(
    ([key, value]) => `${key}: ${value}`,
  );
  return `/*\n${lines.join('\n')}\n*/\n${query}\n`;
}
