import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { type Checked, formatDiagnostics } from '../../../orchestrator/base/diagnostic.ts';
import { runId } from '../../../orchestrator/base/names.ts';
import { compileNode } from '../../../orchestrator/compile/compile-node.ts';
import type { CompileContext } from '../../../orchestrator/compile/compiled-graph.ts';
import { buildGraph } from '../../../orchestrator/graph/build-graph.ts';
import type { LoadEvent } from '../../../orchestrator/load/load-event.ts';
import { type LoadedSources, loadSources } from '../../../orchestrator/load/load-sources.ts';
import type { Project, SourceName, Vars } from '../../../orchestrator/project/project.ts';
import { readProject } from '../../../orchestrator/project/read-project.ts';
import type { ObjectStoreSettings } from '../../../orchestrator/s3/s3-access.ts';
import { openDuckDb } from '../../../orchestrator/warehouses/duckdb/open-duckdb.ts';
import type { Warehouse } from '../../../orchestrator/warehouses/warehouse.ts';

const root = path.resolve(import.meta.dirname, '../../..');
/** Other people's files, beside the checkout. */
export const dataFolder = path.resolve(root, '../shared/data');
export const isDataHere = existsSync(dataFolder);

type Locations = Partial<Record<SourceName, string | readonly string[]>>;

/** The shipped load specs and staging models in a project of their own, an empty warehouse, and a folder for files. */
export interface Landing {
  readonly folder: string;
  readonly warehouse: Warehouse;
  readonly project: Project;
  readonly events: LoadEvent[];
  /** Where files in S3 are. */
  store: ObjectStoreSettings;
  /** Told of each event when it happens. */
  watch: (event: LoadEvent) => void;
  /** Writes a file into the folder and gives its path. */
  write(name: string, content: string | Buffer): string;
  load(sources: Locations, vars?: Vars, workingFolder?: string): Promise<Checked<LoadedSources>>;
  /** Loads, and says what is wrong as people see it; `''` if nothing is, besides that most small bills lack the tag. */
  mistakes(sources: Locations): Promise<string>;
  /** Rows of a query as text. `{{name}}` is the query of a staging model. */
  rows(sql: string, vars?: Vars): Promise<readonly (readonly (string | null)[])[]>;
}

/** `database`: the name of a file in the folder, in place of a warehouse in memory. Everything goes when the test ends. */
export async function openLanding(vars: Vars = {}, database?: string): Promise<Landing> {
  const folder = mkdtempSync(path.join(tmpdir(), 'apportion-load-'));
  const project = await projectIn(folder, vars);
  const warehouse = await openDuckDb({
    path: database === undefined ? ':memory:' : path.join(folder, database),
  });
  // Not `afterEach` at the top of this file: all test files share it, and so only the first one's tests would be followed by it.
  onTestFinished(async () => {
    await warehouse.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const events: LoadEvent[] = [];

  const landing: Landing = {
    folder,
    warehouse,
    project,
    events,
    store: {},
    watch: () => {},
    write(name, content) {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
    load: (sources, over = {}, workingFolder = folder) =>
      loadSources({
        project,
        vars: { ...project.vars, ...over },
        sources: Object.fromEntries(Object.entries(sources).map(([name, value]) => [name, [value].flat()])),
        workingFolder,
        warehouse,
        onEvent: (event) => {
          events.push(event);
          landing.watch(event);
        },
        workFolder: path.join(folder, 'work'),
        hiddenName: (name) => `${name}__b_r20170308t040506_1a2b`,
        now: new Date('2017-03-08T04:05:06Z'),
        sourceStore: landing.store,
      }),
    async mistakes(sources) {
      const result = await landing.load(sources);
      const found = result.diagnostics.filter(({ code }) => code !== 'missing-tag-key');
      return formatDiagnostics(found).replaceAll(`${folder}/`, '');
    },
    async rows(sql, over = {}) {
      const filled = sql.replace(
        /\{\{(\w+)\}\}/g,
        (_, name: string) => `(${compile(project, warehouse, name, over)})`,
      );
      return (await warehouse.query(filled)).rows;
    },
  };
  return landing;
}

/** Those by which a test sees what became of what was loaded, and what they read. */
const intermediateModels = ['int_bill_lines', 'int_event_counts'];

async function projectIn(folder: string, vars: Vars): Promise<Project> {
  const home = path.join(folder, 'project');
  mkdirSync(home);
  for (const part of ['models/raw', 'models/contracts', 'models/staging', 'macros']) {
    cpSync(path.join(root, part), path.join(home, part), { recursive: true });
  }
  for (const name of intermediateModels) {
    const model = `models/intermediate/${name}.sql`;
    cpSync(path.join(root, model), path.join(home, model));
  }
  const all = JSON.stringify({ product_area_tag: 'product_area', ecs_weight: 'cpu', ...vars });
  writeFileSync(
    path.join(home, 'project.yml'),
    `name: aws_bill\nlayers: [raw, staging, intermediate]\nvars: ${all}\nmodels: {staging: {materialized: view}}\ntargets: {local: {type: duckdb, path: x.duckdb}}\ndefault_target: local\n`,
  );
  const project = await readProject(home);
  if (!project.ok) throw new Error(formatDiagnostics(project.diagnostics));
  return project.value;
}

function compile(project: Project, warehouse: Warehouse, name: string, vars: Vars): string {
  const { dialect } = warehouse;
  const graph = buildGraph(project);
  if (!graph.ok) throw new Error(formatDiagnostics(graph.diagnostics));
  const node = [...graph.value.nodes.keys()].find((candidate) => candidate === name);
  if (node === undefined) throw new Error(`no model ${name}`);
  const context: CompileContext = {
    dialect,
    vars: { ...project.vars, ...vars },
    environment: {},
    // A model that reads another one has its query in it.
    relationOf: (read) =>
      project.models.some((model) => model.name === read)
        ? `(${compile(project, warehouse, read, vars)})`
        : dialect.relation({ schema: 'raw', name: read }),
    thisRelation: () => '',
    isIncremental: () => false,
    run: { id: runId('r1'), startedAt: new Date(0), gitCommit: null, target: 'test', months: undefined },
  };
  const compiled = compileNode(graph.value, node, context);
  if (!compiled.ok) throw new Error(formatDiagnostics(compiled.diagnostics));
  return compiled.compiled.sql;
}
