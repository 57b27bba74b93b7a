import { openDuckDb } from '../../orchestrator/warehouses/duckdb/open-duckdb.ts';
import { describeWarehouse } from './conformance.ts';

describeWarehouse('DuckDB', () => openDuckDb({ path: ':memory:', threads: 2 }));
