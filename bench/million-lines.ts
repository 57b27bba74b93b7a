/**
 * One million lines of the sample company, from CSV files to published and audited rollups, in a process of its own; against
 * the time that bare DuckDB takes to read the same columns of the same CSV into one table in a file, in the same run.
 *
 *     npm run bench            1,000,000 lines
 *     npm run bench -- 200000  fewer
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';

const repositoryRoot = fileURLToPath(new URL('../', import.meta.url));
const lines = Number(process.argv[2] ?? '1000000');
const folder = mkdtempSync(path.join(tmpdir(), 'apportion-bench-'));

interface Measured {
  readonly seconds: number;
  /** Peak resident memory in MiB; only Linux says it of another process. */
  readonly peakMemory: number | undefined;
}

try {
  const sample = path.join(folder, 'sample');
  const target = path.join(folder, 'warehouse.duckdb');
  await measure(['sample', '--lines', String(lines), '--out', sample, '--seed', '1', '--quiet']);
  const baseline = await readWithBareDuckDb(path.join(sample, 'bill'));
  const build = await measure(
    [
      ...['build', '--target', 'bench', '--quiet'],
      ...['--source', `bill=${path.join(sample, 'bill')}`],
      ...['--source', `ecs_events=${path.join(sample, 'ecs-events')}`],
      ...['--source', `ebs_events=${path.join(sample, 'ebs-events')}`],
      ...['--source', `resource_snapshots=${path.join(sample, 'resource-snapshots')}`],
    ],
    { APPORTION_BENCH_DATABASE: target },
  );
  const rows = [
    ['what', 'seconds', 'ratio', 'peak MiB'],
    ['bare DuckDB: the same columns of the same CSV into a table', baseline.toFixed(1), '1.0', ''],
    [
      `apportion build, ${lines.toLocaleString('en')} lines`,
      build.seconds.toFixed(1),
      (build.seconds / baseline).toFixed(1),
      build.peakMemory?.toFixed(0) ?? 'not measured',
    ],
  ];
  for (const [what = '', ...figures] of rows) {
    process.stdout.write(`${what.padEnd(62)}${figures.map((figure) => figure.padStart(12)).join('')}\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function readWithBareDuckDb(billFolder: string): Promise<number> {
  const columns = [
    'InvoiceID',
    'LinkedAccountId',
    'RecordType',
    'RecordId',
    'ProductName',
    'UsageType',
    'Operation',
  ];
  const files = readdirSync(billFolder).map(
    (name) => `'${path.join(billFolder, name).replaceAll("'", "''")}'`,
  );
  const instance = await DuckDBInstance.create(path.join(folder, 'baseline.duckdb'), { threads: '2' });
  const connection = await instance.connect();
  const begin = performance.now();
  await connection.run(`create table lines as select ${columns.join(', ')}, ItemDescription, UsageStartDate::timestamp as started_at,
    UsageEndDate::timestamp as stopped_at, UnBlendedCost::decimal(18,11) as cost, ResourceId
    from read_csv([${files.join(', ')}], all_varchar = true, union_by_name = true, header = true)`);
  const seconds = (performance.now() - begin) / 1000;
  connection.closeSync();
  return seconds;
}

/** Runs a command of this checkout and says how long it took and how much memory it had at most. */
async function measure(
  parameters: readonly string[],
  environment: Record<string, string> = {},
): Promise<Measured> {
  const begin = performance.now();
  const child = spawn(process.execPath, [path.join(repositoryRoot, 'bin/apportion.cjs'), ...parameters], {
    cwd: repositoryRoot,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  let peakMemory: number | undefined;
  const watch = setInterval(() => {
    peakMemory = Math.max(peakMemory ?? 0, readPeakMemory(child.pid) ?? 0) || undefined;
  }, 200);
  const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearInterval(watch);
  if (exitCode !== 0) throw new Error(`apportion ${parameters[0]} ended with exit code ${exitCode}`);
  return { seconds: (performance.now() - begin) / 1000, peakMemory };
}

function readPeakMemory(pid: number | undefined): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const match = /VmHWM:\s+(\d+) kB/.exec(status);
    return match ? Number(match[1]) / 1024 : undefined;
  } catch {
    return undefined;
  }
}
