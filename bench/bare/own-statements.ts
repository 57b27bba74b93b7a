import { openDuckDb } from '../../orchestrator/warehouses/duckdb/open-duckdb.ts';
import type { BenchFolder } from '../bench-folder.ts';

/** A statement of a run, by its role and its node: `build int_claims`, `audit int_claims`. */
export interface OwnStatement {
  readonly name: string;
  readonly cpuSeconds: number;
}

/**
 * What each statement of a run after its load takes alone, with all processors, in the order that `apportion plan` prints. They are executed in the
 * database, which is of no use afterwards.
 */
export async function timeOwnStatements(
  folder: BenchFolder,
  database: string,
): Promise<readonly OwnStatement[]> {
  const project = ['--project-dir', folder.project, '--target', 'bench'];
  const plan = await folder.apportion(['plan', '--all-months', '--json', ...project], { database });
  const warehouse = await openDuckDb({ path: database });
  try {
    const timed: OwnStatement[] = [];
    for (const { text } of plan.lines) {
      // Lines that the command itself has written.
      const { node, role, sql } = JSON.parse(text) as { readonly [key in 'node' | 'role' | 'sql']: string };
      // What a run takes away again if it fails.
      if (role === 'cleanup') continue;
      const before = process.cpuUsage();
      await warehouse.execute(sql);
      const { user, system } = process.cpuUsage(before);
      timed.push({ name: `${role} ${node}`, cpuSeconds: (user + system) / 1e6 });
    }
    return timed;
  } finally {
    await warehouse.close();
  }
}
