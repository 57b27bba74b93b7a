/**
 * The baseline, a process of its own: what DuckDB takes to read the columns of a Detailed Billing Report that `apportion` reads
 * into one typed table in a file, and nothing else. Arguments: the database file (must not exist), its storage version, the
 * CSV files.
 */
import { DuckDBInstance } from '@duckdb/node-api';
import { quote } from './quote.ts';

const [database = '', storageVersion = '', ...files] = process.argv.slice(2);

const instance = await DuckDBInstance.create(':memory:', {
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
});
const connection = await instance.connect();
await connection.run('set preserve_insertion_order = false');
await connection.run(
  `attach ${quote(database)} as bare${storageVersion === '' ? '' : ` (storage_version ${quote(storageVersion)})`}`,
);
const csv = `read_csv([${files.map(quote).join(', ')}], all_varchar = true, union_by_name = true, header = true)`;
const described = await connection.runAndReadAll(`describe select * from ${csv}`);
const tags = described
  .getRowsJson()
  .map(([name]) => String(name))
  .filter((name) => /^(aws|user):/.test(name));

const begin = performance.now();
// Costs by the quick cast: 18 digits in all. Anything wider is read ten to a hundred times more slowly.
await connection.run(`
  create table bare.lines as
  select
    InvoiceID, PayerAccountId, LinkedAccountId, RecordType, RecordId, ProductName, UsageType, Operation, AvailabilityZone,
    ReservedInstance = 'Y' as is_reserved, ItemDescription,
    UsageStartDate::timestamp as started_at, UsageEndDate::timestamp as stopped_at,
    try_cast(UsageQuantity as decimal(18, 8)) as quantity, UnBlendedCost::decimal(18, 11) as cost,
    ResourceId, ${tags.map((tag) => `"${tag.replaceAll('"', '""')}"`).join(', ')}
  from ${csv}`);
const seconds = (performance.now() - begin) / 1000;
connection.closeSync();
instance.closeSync();
process.stdout.write(`${JSON.stringify({ seconds })}\n`);
