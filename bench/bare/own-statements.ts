import { openDuckDb } from '../../orchestrator/warehouses/duckdb/open-duckdb.ts';
import type { BenchFolder } from '../bench-folder.ts';

/** Seconds of processors of a run's statements, by their role and node: `build int_claims`, `audit int_claims`. */
export type OwnStatements = ReadonlyMap<string, number>;

/**
 * What each statement of a run after its load takes alone, with all processors, in the order that `apportion plan` prints. They are executed in the
 * database, which is of no use afterwards.
 */
export async function timeOwnStatements(folder: BenchFolder, database: string): Promise<OwnStatements> {
  const project = ['--project-dir', folder.project, '--target', 'bench'];
  const plan = await folder.apportion(['plan', '--all-months', '--json', ...project], { database });
  const warehouse = await openDuckDb({ path: database });
  try {
    const timed = new Map<string, number>();
    for (const { text } of plan.lines) {
      // Lines that the command itself has written.
      const { node, role, sql } = JSON.parse(text) as { readonly [key in 'node' | 'role' | 'sql']: string };
      // What a run takes away again if it fails.
      if (role === 'cleanup') continue;
      const before = process.cpuUsage();
      await warehouse.execute(sql);
      const { user, system } = process.cpuUsage(before);
      const name = `${role} ${node}`;
      timed.set(name, (timed.get(name) ?? 0) + (user + system) / 1e6);
    }
    return timed;
  } finally {
    await warehouse.close();
  }
}
