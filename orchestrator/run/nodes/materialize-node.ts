import type { ModelNode, SeedNode } from '../../graph/graph.ts';
import { materializeHistory } from '../materialize/history.ts';
import { materializeIncremental } from '../materialize/incremental.ts';
import type { Materialization } from '../materialize/materialization.ts';
import { materializeSeed } from '../materialize/seed.ts';
import { materializeTable } from '../materialize/table.ts';
import { materializeView } from '../materialize/view.ts';
import { modelTask, type RunSetting, relationTask } from './node-task.ts';

export interface NodeFacts {
  /** The moment that goes into a history's stamped column, as SQL. */
  readonly publishedAt: string;
  /** What the hidden relation has, once it is built. */
  readonly builtColumns?: readonly { readonly name: string; readonly type: string }[];
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
      return materializeIncremental(task, setting.keepingMonths.get(node.name));
    case 'history': {
      const stamp =
        stampedColumn === undefined ? undefined : { column: stampedColumn, sql: facts.publishedAt };
      return materializeHistory({ ...task, stamp, builtColumns: facts.builtColumns });
    }
    default:
      return materialized satisfies never;
  }
}
