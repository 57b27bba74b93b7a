import { createHash } from 'node:crypto';
import path from 'node:path';
import type { GraphNode, ModelNode, SeedNode, SourceNode, TestNode } from '../graph/graph.ts';
import type { Column, Macro, Project } from '../project/project.ts';
import { compiledPath } from '../run/nodes/compiled-path.ts';
import { publishedRelation } from '../run/published-relation.ts';
import { type ArtifactInput, relationText } from './artifact-input.ts';
import { macroId, sourceParts, uniqueId } from './unique-id.ts';

type Entry = Record<string, unknown>;

/** A seed, model or test in a manifest's `nodes`. */
export function nodeEntry(input: ArtifactInput, node: SeedNode | ModelNode | TestNode): Entry {
  switch (node.kind) {
    case 'seed':
      return seedEntry(input, node);
    case 'model':
      return modelEntry(input, node);
    case 'test':
      return testEntry(input, node);
    default:
      return node satisfies never;
  }
}

/** A raw table, as `sources` of dbt's manifest has it: under the two words of `{{source}}`, without a checksum. */
export function sourceEntry({ graph }: ArtifactInput, node: SourceNode): Entry {
  const { spec } = node;
  const [source, table] = sourceParts(node.name);
  const { checksum: _, alias: __, ...common } = commonEntry(graph.project, node, spec.file, '');
  return {
    ...common,
    name: table,
    resource_type: 'source',
    source_name: source,
    source_description: spec.title,
    loader: 'apportion',
    identifier: node.name,
    description: spec.description,
    columns: columnEntries(
      spec.form.columns.map(({ name, type, description }) => ({
        name,
        description,
        type: type === 'json' ? 'text' : type,
      })),
    ),
    tags: [spec.source],
    config: { enabled: true },
  };
}

/** A macro, as `macros` of dbt's manifest has it. */
export function macroEntry(project: Project, macro: Macro): Entry {
  return {
    name: macro.name,
    resource_type: 'macro',
    package_name: project.name,
    path: macro.file,
    original_file_path: macro.file,
    unique_id: macroId(project.name, macro.name),
    macro_sql: macro.text,
    depends_on: { macros: [] },
    description: macro.description,
    arguments: macro.parameters.map((name) => ({ name, type: null, description: '' })),
  };
}

function seedEntry({ graph }: ArtifactInput, node: SeedNode): Entry {
  const { seed } = node;
  return {
    ...commonEntry(graph.project, node, seed.file, JSON.stringify(seed.rows)),
    resource_type: 'seed',
    description: seed.description,
    columns: columnEntries(seed.columns),
    config: { enabled: true, materialized: 'seed' },
    depends_on: { macros: [] },
  };
}

function modelEntry(input: ArtifactInput, node: ModelNode): Entry {
  const { graph } = input;
  const { model, template } = node;
  const contract = graph.project.contracts.find(({ name }) => name === model.contract);
  return {
    ...commonEntry(graph.project, node, model.file, model.text),
    ...sqlEntry(input, node, model.text),
    resource_type: 'model',
    description: model.description,
    columns: columnEntries([...(contract?.columns ?? []), ...model.columns]),
    tags: model.tags,
    config: { enabled: true, materialized: model.materialized, tags: model.tags },
    contract: { enforced: contract !== undefined, alias_types: true, checksum: null },
    primary_key: model.grain,
    depends_on: { macros: macrosOf(graph.project, template.uses), nodes: readIds(input, node) },
  };
}

function testEntry(input: ArtifactInput, node: TestNode): Entry {
  const { graph } = input;
  const { project } = graph;
  if (node.test.kind === 'assertion') {
    const { assertion, template } = node.test;
    return {
      ...commonEntry(project, node, assertion.file, assertion.text),
      ...sqlEntry(input, node, assertion.text),
      resource_type: 'test',
      description: assertion.description,
      tags: assertion.tags,
      config: testConfig(assertion.severity),
      depends_on: { macros: macrosOf(project, template.uses), nodes: readIds(input, node) },
    };
  }
  const { declared, of } = node.test;
  const { kind, place, lineText: _, severity, ...rest } = declared;
  const attached = graph.nodes.get(of);
  const columns = 'columns' in declared ? declared.columns : 'column' in declared ? [declared.column] : [];
  return {
    ...commonEntry(project, node, place.file, node.name),
    ...sqlEntry(input, node, ''),
    resource_type: 'test',
    config: testConfig(severity),
    test_metadata: { name: kind, kwargs: { ...rest, model: of }, namespace: null },
    column_name: columns.length === 1 ? columns[0] : null,
    attached_node: attached === undefined ? null : uniqueId(project.name, attached),
    depends_on: { macros: [], nodes: readIds(input, node) },
  };
}

/** What the entries of all nodes have. */
function commonEntry(project: Project, node: GraphNode, file: string, content: string): Entry {
  const relation = publishedRelation(node);
  return {
    database: null,
    schema: relation?.schema ?? 'tests',
    name: node.name,
    package_name: project.name,
    path: path.posix.join(...file.split('/').slice(1)),
    original_file_path: file,
    unique_id: uniqueId(project.name, node),
    fqn: [project.name, ...(relation === undefined ? [] : [relation.schema]), node.name],
    alias: node.name,
    checksum: { name: 'sha256', checksum: createHash('sha256').update(content).digest('hex') },
    relation_name: relation === undefined ? null : relationText(relation),
  };
}

function sqlEntry({ graph, compiled }: ArtifactInput, node: ModelNode | TestNode, text: string): Entry {
  const sql = compiled.get(node.name)?.sql;
  const read = node.reads.flatMap((name) => graph.nodes.get(name) ?? []);
  return {
    language: 'sql',
    raw_code: text,
    compiled: sql !== undefined,
    compiled_code: sql ?? null,
    compiled_path: sql === undefined ? null : compiledPath(node),
    refs: read
      .filter(({ kind }) => kind !== 'source')
      .map(({ name }) => ({ name, package: null, version: null })),
    sources: read.filter(({ kind }) => kind === 'source').map(({ name }) => sourceParts(name)),
  };
}

function testConfig(severity: string): Entry {
  return { enabled: true, materialized: 'test', severity: severity.toUpperCase() };
}

function readIds({ graph }: ArtifactInput, node: GraphNode): string[] {
  const read = node.reads.flatMap((name) => graph.nodes.get(name) ?? []);
  return read.map((other) => uniqueId(graph.project.name, other));
}

function macrosOf(project: Project, uses: ModelNode['template']['uses']): string[] {
  const names = uses.flatMap((use) => (use.kind === 'macro' ? [use.name] : []));
  return [...new Set(names)].sort().map((name) => macroId(project.name, name));
}

function columnEntries(columns: readonly Column[]): Entry {
  return Object.fromEntries(
    columns.map(({ name, description, type }) => [
      name,
      { name, description: description ?? '', data_type: type ?? null },
    ]),
  );
}
