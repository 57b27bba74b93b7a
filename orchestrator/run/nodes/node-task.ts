import type { RunFacts } from '../../compile/compiled-graph.ts';
import type { GraphNode, ModelNode, SeedNode } from '../../graph/graph.ts';
import type { Contract } from '../../project/project.ts';
import type { Relation, Warehouse } from '../../warehouses/warehouse.ts';
import { hiddenNameOf } from '../materialize/hidden-name.ts';
import type { Descriptions, ModelTask, RelationTask } from '../materialize/model-task.ts';
import { partsOf } from '../materialize/table-part.ts';
import { findRelation, publishedRelation } from '../published-relation.ts';
import type { CompiledRun } from './compile-run.ts';
import type { KeepingMonths } from './keeping-months.ts';

/** What is the same for all nodes of a run. */
export interface RunSetting {
  readonly warehouse: Warehouse;
  readonly run: RunFacts;
  /** What stood in the warehouse before. */
  readonly relations: readonly Relation[];
  readonly compiled: CompiledRun;
  readonly contracts: readonly Contract[];
  /** The incremental models of which rows stay as they are, and the months of these: those that the run does not build. */
  readonly keepingMonths: KeepingMonths;
}

/** Where a seed or model is built and goes. */
export function relationTask(
  { warehouse, run, relations, contracts }: RunSetting,
  node: SeedNode | ModelNode,
): RelationTask {
  const published = publishedRelation(node);
  if (published === undefined) throw new Error(`internal error: "${node.name}" makes no relation`);
  return {
    node: node.name,
    run: run.id,
    dialect: warehouse.dialect,
    bulk: warehouse.bulk,
    published,
    hidden: { schema: published.schema, name: hiddenNameOf(node.name, run.id) },
    existing: findRelation(relations, published),
    parts: partsOf(relations, published),
    descriptions: descriptionsOf(node, contracts),
  };
}

/** What its header says of a column goes before what its contract says. */
function descriptionsOf(node: SeedNode | ModelNode, contracts: readonly Contract[]): Descriptions {
  const { description, columns } = node.kind === 'seed' ? node.seed : node.model;
  const contract =
    node.kind === 'model' ? contracts.find(({ name }) => name === node.model.contract)?.columns : undefined;
  const described = new Map(
    [...(contract ?? []), ...columns].flatMap((column) =>
      column.description === undefined ? [] : [[column.name, column.description] as const],
    ),
  );
  return {
    relation: description,
    columns: [...described].map(([name, words]) => ({ name, description: words })),
  };
}

/** Where a model is built and goes, and the SQL that the run has compiled of it: for itself and, of a view, for readers. */
export function modelTask(setting: RunSetting, node: ModelNode): ModelTask {
  const compiled = setting.compiled.forRun.get(node.name);
  if (compiled === undefined) throw new Error(`internal error: "${node.name}" was not compiled`);
  return {
    ...relationTask(setting, node),
    compiled,
    compiledForReaders: setting.compiled.forReaders.get(node.name) ?? compiled,
    tableKeys: node.model.tableKeys,
    months: setting.run.months,
  };
}

/** Seeds and models. */
export function makesRelation(node: GraphNode): node is SeedNode | ModelNode {
  return node.kind === 'seed' || node.kind === 'model';
}
