import type { ModelNode, SeedNode } from '../../graph/graph.ts';
import { placeInHeader } from '../../graph/place-in-header.ts';
import type { Contract, Model } from '../../project/project.ts';
import { WarehouseError } from '../../warehouses/warehouse.ts';
import { askingFor } from '../asking.ts';
import type { Materialization, Statement } from '../materialize/materialization.ts';
import { workSchema } from '../publish.ts';
import type { NodeFailure, NodeStatus } from '../run-result.ts';
import { isTrouble } from '../warehouse-trouble.ts';
import {
  type ColumnComplaint,
  checkColumns,
  checkHistoryColumns,
  checkMonths,
  checkSameColumns,
} from './check-columns.ts';
import { checkHistory } from './check-history.ts';
import { checkShownMonths } from './check-shown-months.ts';
import { NodeRefusal, refusedStatement } from './failure.ts';
import { makeRoom } from './make-room.ts';
import { materializeNode } from './materialize-node.ts';
import { modelTask, type RunSetting, relationTask } from './node-task.ts';
import { readBuilt } from './read-built.ts';

/** What came of a node, before it is known how long it took. */
export interface NodeOutcome {
  readonly status: NodeStatus;
  readonly rows?: number;
  readonly failure?: NodeFailure;
  /** How the warehouse's own history calls its statements. */
  readonly queryIds?: readonly string[];
  /** What ends the whole run. */
  readonly trouble?: WarehouseError;
  /** How it is published, if it was built, given the moment of publication as SQL. */
  readonly materialize?: (publishedAt: string) => Materialization;
}

/** Builds a seed or model under its hidden name and checks its columns. Nothing that readers see is touched. */
export async function buildNode(setting: RunSetting, node: SeedNode | ModelNode): Promise<NodeOutcome> {
  const { warehouse } = setting;
  const asking = askingFor(node.name);
  let running: Statement | undefined;
  try {
    const task = node.kind === 'model' ? modelTask(setting, node) : undefined;
    if (task !== undefined && node.kind === 'model') {
      const { materialized } = node.model;
      const loss =
        (await checkHistory(task, materialized, warehouse)) ??
        (await checkShownMonths(task, materialized, warehouse));
      if (loss !== undefined) throw new NodeRefusal(loss);
    }
    const { build, describe } = materializeNode(setting, node, { publishedAt: 'null' });
    for (const statement of build) {
      running = statement;
      if (statement.file !== undefined) await warehouse.bulk?.send(statement.file);
      await warehouse.execute(statement.sql, asking.purpose);
    }
    running = undefined;
    const { hidden } = relationTask(setting, node);
    const isView = node.kind === 'model' && node.model.materialized === 'view';
    const isIncremental = node.kind === 'model' && node.model.materialized === 'incremental';
    const isHistory = node.kind === 'model' && node.model.materialized === 'history';
    const months = isIncremental ? setting.run.months : undefined;
    const relation = { name: warehouse.dialect.relation(hidden), isView, ...(months && { months }) };
    const { columns, rows, strays } = await readBuilt(warehouse, relation, asking.aside);
    if (task !== undefined && node.kind === 'model') {
      const contract = contractOf(setting.contracts, node);
      const complaint =
        checkColumns(node.model, contract, columns, warehouse.dialect) ??
        (strays && checkMonths(node.model, strays, months ?? [])) ??
        (setting.keepingMonths.has(node.name) ? checkSameColumns(task, columns) : undefined) ??
        (isHistory ? checkHistoryColumns(task, columns) : undefined);
      if (complaint !== undefined) throw refusalOf(node.model, complaint);
    }
    const builtColumns =
      isIncremental || isHistory ? await makeRoom(warehouse, hidden, columns, asking.aside) : columns;
    if (describe.length > 0)
      await warehouse.transaction(
        describe.map(({ sql }) => sql),
        asking.aside,
        { schema: workSchema, isHidden: true },
      );
    return {
      status: 'success',
      rows,
      ...asking.queryIds(),
      materialize: (publishedAt) => materializeNode(setting, node, { publishedAt, builtColumns }),
    };
  } catch (error) {
    if (!(error instanceof WarehouseError || error instanceof NodeRefusal)) throw error;
    if (error instanceof WarehouseError && error.detail.kind === 'interrupted') return interruptedOutcome;
    if (error instanceof WarehouseError && isTrouble(error)) return troubledOutcome(error);
    return { status: 'failed', failure: refusedStatement(node, error, running), ...asking.queryIds() };
  }
}

/** What is said of a node that an interruption ended. */
export const interruptedOutcome: NodeOutcome = {
  status: 'skipped',
  failure: { kind: 'skipped', because: 'interrupted' },
};

/** What is said of a node at which the warehouse got into trouble. */
export function troubledOutcome(trouble: WarehouseError): NodeOutcome {
  return { status: 'skipped', failure: { kind: 'skipped', because: 'warehouse' }, trouble };
}

/** With the place where the header names the column, if it does. */
function refusalOf(model: Model, { message, column }: ColumnComplaint): NodeRefusal {
  const isNamed = column !== undefined && model.text.slice(0, model.bodyOffset).includes(column);
  return new NodeRefusal(message, isNamed ? placeInHeader(model, column) : undefined);
}

function contractOf(contracts: readonly Contract[], node: ModelNode): Contract | undefined {
  return contracts.find(({ name }) => name === node.model.contract);
}
