import type { DialectHelpers } from '../../orchestrator/warehouses/dialect.ts';
import type { Warehouse } from '../../orchestrator/warehouses/warehouse.ts';

/** Short ways to ask the warehouse that is open now. */
export function questionsTo(warehouse: () => Warehouse) {
  const rows = async (sql: string, limit?: number) => (await warehouse().query(sql, limit)).rows;
  const value = async (expression: string) => (await rows(`select ${expression} as answer`))[0]?.[0];
  const ask = async (helper: (helpers: DialectHelpers) => string) =>
    value(helper(warehouse().dialect.helpers));
  return { rows, value, ask };
}
