import type { ModelNode, SeedNode } from '../../graph/graph.ts';
import type { Warehouse } from '../../warehouses/warehouse.ts';
import { modelTask, type RunSetting, relationTask } from '../node-task.ts';
import { materializeHistory } from './history.ts';
import { materializeIncremental, monthColumn } from './incremental.ts';
import type { Materialization } from './materialization.ts';
import type { ModelTask } from './model-task.ts';
import { materializeSeed } from './seed.ts';
import { materializeTable } from './table.ts';
import { materializeView } from './view.ts';

export interface NodeFacts {
  /** The moment that goes into a history's stamped column, as SQL. */
  readonly publishedAt: string;
  /** What the hidden relation has, once it is built. */
  readonly builtColumns?: readonly { readonly name: string; readonly type: string }[];
  /** The months that an incremental model's published table has rows of. */
  readonly publishedMonths: readonly (string | null)[];
}

/** The statements that build and publish a seed or model. */
export function materializeNode(
  setting: RunSetting,
  node: SeedNode | ModelNode,
  facts: NodeFacts,
): Materialization {
  if (node.kind === 'seed') return materializeSeed(relationTask(setting, node), node.seed);
  const task = modelTask(setting, node);
  const { materialized, stampedColumn } = node.model;
  switch (materialized) {
    case 'table':
      return materializeTable(task);
    case 'view':
      return materializeView(task);
    case 'incremental':
      return materializeIncremental(task, facts.publishedMonths);
    case 'history': {
      const stamp =
        stampedColumn === undefined ? undefined : { column: stampedColumn, sql: facts.publishedAt };
      return materializeHistory({ ...task, stamp, builtColumns: facts.builtColumns });
    }
    default:
      return materialized satisfies never;
  }
}

/** The months of which the table that readers see has rows, where that decides how it is published. */
export async function readPublishedMonths(
  warehouse: Warehouse,
  node: SeedNode | ModelNode,
  task: ModelTask | undefined,
): Promise<readonly (string | null)[]> {
  if (node.kind !== 'model' || node.model.materialized !== 'incremental' || task?.months === undefined)
    return [];
  const { existing, published, dialect } = task;
  if (existing?.kind !== 'table' || !existing.columns.some(({ name }) => name === monthColumn)) return [];
  const { rows } = await warehouse.query(
    `select distinct ${monthColumn} from ${dialect.relation(published)}`,
  );
  return rows.map(([month]) => month ?? null);
}
