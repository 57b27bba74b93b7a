import { type Checked, checked, type Diagnostic } from '../base/diagnostic.ts';
import type { Dialect } from './dialect.ts';
import { duckdbDialect } from './duckdb/dialect.ts';
import { openDuckDb } from './duckdb/open-duckdb.ts';
import { explainOpening } from './explain-opening.ts';
import { redshiftDialect } from './redshift/dialect.ts';
import type { Warehouse, WarehouseHolder } from './warehouse.ts';

/** A target of project.yml with its environment variables filled in. */
export type ResolvedTarget =
  | {
      readonly type: 'duckdb';
      /** Absolute, or `:memory:`. */
      readonly path: string;
      readonly memory?: string;
      readonly threads?: number;
      readonly concurrency?: number;
    }
  | { readonly type: 'redshift'; readonly settings: Readonly<Record<string, string>> };

export interface OpenOptions {
  /** The target's name, for messages. */
  readonly name: string;
  readonly target: ResolvedTarget;
  /** Who opens it, for the message that others get meanwhile. */
  readonly holder?: WarehouseHolder;
}

/** The open warehouse of a target; a diagnostic if it is in use, cannot be opened, or is of a kind that is not there yet. */
export async function openWarehouse(options: OpenOptions): Promise<Checked<Warehouse>> {
  const { target, name, holder } = options;
  switch (target.type) {
    case 'duckdb':
      try {
        return checked(await openDuckDb({ ...target, holder }), []);
      } catch (error) {
        return { ok: false, diagnostics: [explainOpening(name, target.path, error)] };
      }
    case 'redshift':
      return { ok: false, diagnostics: [notOpenedYet(name)] };
    default:
      return target satisfies never;
  }
}

/** The dialect of a kind of target, without opening anything. */
export function dialectOf(type: ResolvedTarget['type']): Dialect {
  switch (type) {
    case 'duckdb':
      return duckdbDialect;
    case 'redshift':
      return redshiftDialect;
    default:
      return type satisfies never;
  }
}

function notOpenedYet(name: string): Diagnostic {
  return {
    severity: 'error',
    code: 'unknown-target',
    message: `Target "${name}" is of type "redshift": compiling for it works, running there comes with a later version.`,
    hint: `See the SQL that it would get with "apportion compile --target ${name}", or choose another target.`,
  };
}
